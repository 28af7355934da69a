import AgentHealth
import ArgumentParser
import ClusterSweep
import Glibc
import Reports
import SweepSession

/// `ecs-agent-monitor doctor`: tries everything that a sweep needs. Changes nothing and counts no strike.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Try everything that the sweeps of clusters.json need, account by account, and say what to do.",
    discussion: """
      Exit status, that of a sweep that meets what failed: 0 nothing failed, 1 caller, clock or store, 2 an account, a Region or a read, \
      4 a change or the topic, 64 usage, 78 configuration.
      """)

  @OptionGroup var options: ConfigurationOptions
  @Option(help: "The report's format.") var format = ReportFormat.text

  func run() async throws {
    // As a plan: where no store is named, that is a finding and not an error.
    let session = try Session(options.installation, mode: .plan, name: "doctor")
    defer { session.end() }
    _ = try options.accounts(of: session.configuration)
    let request = session.request(sweepID: "doctor", attempt: "doctor", mode: .apply, filter: options.filter())
    let (client, caller) = (session.client, session.caller)
    let report = try await session.usingStore { store in
      await Doctor(request, client: client, caller: caller, store: store).run()
    }
    let text =
      switch format {
      case .json: report.json
      case .text: DoctorText(report, colour: Terminal.isColoured).text
      }
    guard Terminal.write(text.utf8, to: STDOUT_FILENO) else { throw ExitCode.saying("the report could not be written", .runtimeFailure) }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }
}
