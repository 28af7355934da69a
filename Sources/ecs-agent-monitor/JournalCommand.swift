import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import FailureStore
import Reports
import SweepSession

/// `ecs-agent-monitor journal`: the open remediations that the store knows.
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "List open remediations, end one, or give one up.",
    subcommands: [List.self, Finish.self, ReleaseInstance.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the open remediations of the journal. Changes nothing.",
      discussion: "Exit status: 0 listed, 1 the store cannot be read, 64 usage, 78 configuration.")

    @OptionGroup var options: ConfigurationOptions
    @Option(name: .shortAndLong, help: "Only these clusters; globs, !excludes.") var cluster: [String] = []
    @Option(help: "The report's format.") var format = ReportFormat.text

    func run() async throws {
      let session = try Session(options.installation, mode: .apply, access: .readOnly, name: "journal")
      defer { session.end() }
      let filter = options.filter(clusters: cluster)
      let report = try await session.reading { store throws(StoreError) in
        let entries = try await session.journal(in: store, filter: filter)
        return JournalReport(store: store.name, rows: entries.map { JournalReport.Row($0, now: session.now) })
      }
      try Terminal.report(format == .json ? report.json : JournalText(report).text)
    }
  }
}

extension Session {
  /// The entries of all targets that a filter leaves.
  func journal(in store: any StrikeStore, filter: ScopeFilter) async throws(StoreError) -> [JournalEntry] {
    let plans = plans(home: try await store.owner()?.account)
    let targets = try await store.targets().keys.filter { plans.admits($0, filter: filter) }.sorted()
    let memories = try await store.recall(targets)
    return targets.flatMap { (memories[$0]?.journal ?? [:]).values.sorted { $0.ec2Instance < $1.ec2Instance } }
  }
}

extension JournalReport.Row {
  fileprivate init(_ entry: JournalEntry, now: Timestamp) {
    self.init(
      target: entry.target, ec2Instance: entry.ec2Instance, containerInstance: entry.containerInstance, sweepID: entry.sweepID,
      step: entry.step, claimedUntil: now < entry.expiresAt ? entry.expiresAt : nil)
  }
}
