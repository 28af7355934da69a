import AgentHealth
import ArgumentParser
import ClusterSweep
import FailureStore
import Reports
import SweepSession

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
        let request = session.request(sweepID: "release", attempt: SweepID.randomHex(), mode: .apply, filter: filter)
        return try await Release(request, client: session.client, caller: session.caller, home: home, store: store)
          .run(instance, entry: entries.first { $0.ec2Instance == instance })
      }
      try Terminal.report(format == .json ? report.json : report.text)
    }
  }
}
