import AWSCore
import AgentHealth
import ArgumentParser
import FailureStore
import Reports
import SweepSession

/// `ecs-agent-monitor strikes`: who has strikes. Reads the store and asks nobody else.
struct StrikesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strikes",
    abstract: "Say who has strikes, how many, since when, and what the next sweep would do; or clear them.",
    subcommands: [List.self, Clear.self], defaultSubcommand: List.self)

  /// Whose strikes are meant.
  struct Selection: ParsableArguments {
    @OptionGroup var options: ConfigurationOptions
    @Option(name: .shortAndLong, help: "Only these clusters; globs, !excludes.") var cluster: [String] = []
    @Flag(help: "The strikes that sweeps with --warn count.") var warn = false
    @Option(help: "The report's format.") var format = ReportFormat.text

    var mode: SweepMode { warn ? .warn : .apply }

    /// Whether nothing narrows it.
    var isEverything: Bool {
      options.account.isEmpty && options.notAccounts.isEmpty && options.tags.isEmpty && options.region.isEmpty && cluster.isEmpty
    }

    func print(_ report: StrikesReport) throws {
      try Terminal.report(format == .json ? report.json : StrikesText(report).text)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Say who has strikes. Changes nothing.",
      discussion: "Exit status: 0 listed, 1 the store cannot be read, 64 usage, 78 configuration.")

    @OptionGroup var selection: Selection

    func run() async throws {
      let session = try Session(selection.options.installation, mode: selection.mode, access: .readOnly, name: "strikes")
      defer { session.end() }
      let filter = selection.options.filter(clusters: selection.cluster)
      try selection.print(try await session.reading { store throws(StoreError) in try await session.strikes(in: store, filter: filter) })
    }
  }

  struct Clear: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "clear", abstract: "Clear strikes: of instances, or of all that the filters leave.",
      discussion: """
        Exit status: 0 cleared, 1 runtime failure, 2 an EC2 instance was not found and not everything was seen, 64 there is nothing to \
        clear or wrong usage, 78 configuration.
        """)

    @Argument(help: "Container instances, by ID as strikes shows it, or EC2 instances (i-…), which AWS is asked for.") var instances:
      [String] = []
    @Flag(help: "Clear every strike there is.") var all = false
    @OptionGroup var selection: Selection

    func validate() throws {
      if instances.isEmpty && selection.isEverything && !all {
        throw ValidationError("say whose strikes: instances, filters such as -c CLUSTER, or --all")
      }
      if all && (!instances.isEmpty || !selection.isEverything) { throw ValidationError("--all goes without instances and filters") }
    }

    func run() async throws {
      let session = try Session(selection.options.installation, mode: selection.mode, name: "strikes")
      defer { session.end() }
      let (filter, instances) = (selection.options.filter(clusters: selection.cluster), Set(instances))
      let report = try await session.operating { store, home throws(Refusal) in
        try await session.clearStrikes(of: instances, filter: filter, in: store, home: home)
      }
      try selection.print(report)
    }
  }
}
