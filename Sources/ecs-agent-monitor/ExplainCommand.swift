import AgentHealth
import ArgumentParser
import ClusterSweep
import FailureStore
import Reports
import SweepSession

/// `ecs-agent-monitor explain`: why one instance is judged as it is.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say of one instance what every rule sees and decides. Changes nothing.",
    discussion: """
      Plans its clusters alone; of the rest of the Region the brake knows what other sweeps told the store. Exit status: 0 explained, \
      1 runtime failure, 2 it was not found and not everything was seen, 64 it is registered nowhere or wrong usage, 78 configuration.
      """)

  @Argument(help: "The EC2 instance's ID.") var instance: String
  @OptionGroup var options: ConfigurationOptions
  @Option(help: "The report's format.") var format = ReportFormat.text
  @OptionGroup(title: "Policy (over the file's)") var policy: PolicyOptions

  func validate() throws {
    if !instance.hasPrefix("i-") { throw ValidationError("found \"\(instance)\", expected the ID of an EC2 instance, i-…") }
  }

  func run() async throws {
    let signals = Signals()
    let session = try Session(options.installation, flags: try policy.overrides(), mode: .plan, name: "explain")
    defer { session.end() }
    let request = session.request(sweepID: "explain", attempt: SweepID.randomHex(), mode: .plan, filter: options.filter())
    let (instance, interruptions, client, caller) = (instance, signals.listen(), session.client, session.caller)
    let result = try await session.usingStore { store -> Result<ExplainReport, Refusal> in
      do throws(Refusal) {
        return .success(
          try await Explain(request, client: client, caller: caller, store: store).run(instance, interruptions: interruptions))
      } catch {
        await store.close()
        return .failure(error)
      }
    }
    switch result {
    case .success(let report):
      if let failure = report.plan.failures.first { throw ExitCode.saying(failure, .runtimeFailure) }
      try Terminal.report(format == .json ? report.json : ExplainText(report).text)
    case .failure(let refusal): throw ExitCode.saying(refusal.description, refusal.status)
    }
  }
}
