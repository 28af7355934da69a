import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import FailureStore
import Glibc
import Network
import Reports
import WireFormats

extension SweepCommand {
  func run() async throws {
    let signals = Signals()
    let environment = Environment.process
    let configuration = try options.read(flags: try policy.overrides())
    let settings = try options.settings(environment)
    let loop = try orExit(.runtimeFailure) { () throws(NetworkError) in
      try EventLoop(EventLoop.Configuration(caFile: settings.setting("AWS_CA_BUNDLE", "ca_bundle")?.text))
    }
    defer { loop.stop() }
    let client = try orExit(.usage) { () throws(AWSError) in
      AWSClient(try AWSClient.Configuration(settings: settings), loop: loop)
    }
    let selection = try orExit(.configuration) { () throws(StoreError) in
      try StoreSelection(flag: options.store, configuration: configuration, mode: mode, environment: environment)
    }
    let request = SweepRequest(
      sweepID: sweepID ?? Self.newID(at: client.time.wall()), attempt: Self.randomHex(), mode: mode,
      installation: configuration.installation, accounts: configuration.accounts, organization: configuration.organization,
      filter: options.filter(clusters: cluster), region: settings.region?.text,
      paused: configuration.paused, topic: configuration.topic, deadline: Duration(text: deadline) ?? .seconds(600))
    let (progress, interruptions) = (SweepProgress(), signals.stream)
    let caller = try options.caller(settings, client: client, sweepID: request.sweepID)
    let report: SweepReport
    do throws(StoreError) {
      report = try await selection.withStore(loop: loop, client: client, caller: caller) { store in
        let sweep = Sweep(request, client: client, caller: caller, store: store, progress: progress)
        return await ProgressLine(progress: progress, client: client, time: client.time).watch {
          await sweep.run(interruptions: interruptions)
        }
      }
    } catch {
      throw ExitCode.saying(error.message, .configuration)
    }
    try finish(report)
  }

  private func finish(_ report: SweepReport) throws {
    if let part = report.fruitless, report.failures.isEmpty, report.unfinished.isEmpty, report.interruption == nil {
      throw ExitCode.usage(options.nothing(of: part, clusters: cluster))
    }
    let text =
      switch format {
      case .json: report.json
      case .text: TextReport(report, style: .init(colour: Terminal.isColoured, isVerbose: verbose)).text
      }
    guard Terminal.write(text.utf8, to: STDOUT_FILENO) else { throw ExitCode.saying("the report could not be written", .runtimeFailure) }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }

  /// `20261123T030405Z-8f3a`: sorts by time, and differs where two begin in one second.
  private static func newID(at seconds: Double) -> String {
    "\(DateFormats.basic(seconds.rounded(.down)))-\(randomHex().prefix(4))"
  }

  private static func randomHex() -> String {
    String(UInt64.random(in: .min ... .max), radix: 16)
  }
}
