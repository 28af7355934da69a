import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import FailureStore
import Glibc
import Network
import Reports

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
    let environment = Environment.process
    let configuration = try options.read()
    _ = try options.accounts(of: configuration)
    let settings = try options.settings(environment)
    let loop = try orExit(.runtimeFailure) { () throws(NetworkError) in
      try EventLoop(EventLoop.Configuration(caFile: settings.setting("AWS_CA_BUNDLE", "ca_bundle")?.text))
    }
    defer { loop.stop() }
    let client = try orExit(.usage) { () throws(AWSError) in
      AWSClient(try AWSClient.Configuration(settings: settings), loop: loop)
    }
    // As a plan: where no store is named, that is a finding and not an error.
    let selection = try orExit(.configuration) { () throws(StoreError) in
      try StoreSelection(flag: options.store, configuration: configuration, mode: .plan, environment: environment)
    }
    let request = SweepRequest(
      sweepID: "doctor", attempt: "doctor", mode: .apply, installation: configuration.installation, accounts: configuration.accounts,
      organization: configuration.organization, filter: options.filter(), region: settings.region?.text, topic: configuration.topic)
    let caller = try options.caller(settings, client: client, sweepID: request.sweepID)
    let report: DoctorReport
    do throws(StoreError) {
      report = try await selection.withStore(loop: loop, client: client, caller: caller) { store in
        await Doctor(request, client: client, caller: caller, store: store).run()
      }
    } catch {
      throw ExitCode.saying(error.message, .configuration)
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
