import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import FailureStore
import Reports

/// `ecs-agent-monitor journal`: the open remediations that the store knows.
struct JournalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "List open remediations, or give one up.",
    subcommands: [List.self, ReleaseInstance.self], defaultSubcommand: List.self)

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

extension JournalCommand {
  /// `journal release`: the instance stays, and nothing more is done to it.
  struct ReleaseInstance: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "release",
      abstract: "Give up a remediation that was begun: take our tag and the journal entry away, and keep the instance.",
      discussion: """
        Refused unless the instance is stranded (its agent was connected again), still in its Auto Scaling group, or gone.
        Exit status: 0 released, 1 runtime failure, 2 it was not found and not everything was seen, 4 AWS refused, 64 not to be \
        released or wrong usage, 78 configuration.
        """)

    @Argument(help: "The EC2 instance's ID.") var instance: String
    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The report's format.") var format = ReportFormat.text

    func validate() throws {
      if !instance.hasPrefix("i-") { throw ValidationError("found \"\(instance)\", expected the ID of an EC2 instance, i-…") }
    }

    func run() async throws {
      let session = try Session(options.installation, mode: .apply, name: "release")
      defer { session.end() }
      let (instance, filter) = (instance, options.filter())
      let report = try await session.operating { store, home throws(Refusal) in
        let entries = try await store.orRefuse { () async throws(StoreError) in try await session.journal(in: store, filter: filter) }
        let request = session.request(sweepID: "release", attempt: SweepCommand.randomHex(), mode: .apply, filter: filter)
        return try await Release(request, client: session.client, caller: session.caller, home: home, store: store)
          .run(instance, entry: entries.first { $0.ec2Instance == instance })
      }
      try Terminal.report(format == .json ? report.json : report.text)
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
