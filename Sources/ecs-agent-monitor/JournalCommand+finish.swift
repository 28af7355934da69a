import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import FailureStore
import Reports
import SweepSession

extension JournalCommand {
  /// `journal finish`: an apply sweep of the instance's cluster that ends this one remediation.
  struct Finish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "finish",
      abstract: "End a remediation that was begun, now: sweep its cluster, and touch no other instance.",
      discussion: """
        All rules of a sweep hold: an instance whose agent is connected again is never terminated. The cluster is the one in the \
        journal; of what the journal does not know, all that the filters leave is swept. Exit status: that of the sweep for this \
        instance, or 64 where there is nothing to finish.
        """)

    @Argument(help: "The EC2 instance's ID.") var instance: String
    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The report's format.") var format = ReportFormat.text

    func validate() throws {
      if !instance.hasPrefix("i-") { throw ValidationError("found \"\(instance)\", expected the ID of an EC2 instance, i-…") }
    }

    func run() async throws {
      let signals = Signals()
      let sweepID = SweepID.new(at: TimeSource.system.wall())
      let session = try Session(options.installation, mode: .apply, name: sweepID)
      defer { session.end() }
      let (instance, asked) = (instance, options.filter())
      let (entry, whom) = try await session.operating { store, home throws(Refusal) in
        let entries = try await store.orRefuse { () async throws(StoreError) in try await session.journal(in: store, filter: asked) }
        return (entries.first { $0.ec2Instance == instance }, home.identity.description)
      }
      var filter = asked
      if let target = entry?.target {
        (filter.regions, filter.clusters) = (NameFilter([target.region]), NameFilter([target.cluster]))
      }
      var request = session.request(sweepID: sweepID, attempt: SweepID.randomHex(), mode: .apply, filter: filter)
      request.finishing = instance
      let report = try await session.sweep(request, interruptions: signals.listen())
      let isTouched = report.instances.contains { !$0.steps.isEmpty } || !report.unfinished.isEmpty
      if !isTouched, report.exitStatus == 0 {
        let why = report.instances.first.map { ": \($0.ruling.detail)" } ?? ""
        throw ExitCode.usage("no remediation of \(instance) is open\(why); nothing was done")
      }
      Terminal.say("\(instance): as \(whom)")
      try Terminal.report(format == .json ? report.json : TextReport(report, style: .init(colour: Terminal.isColoured)).text)
      try SweepCommand.end(with: report)
    }
  }
}
