import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Glibc
import Reports
import WireFormats

extension SweepCommand {
  func run() async throws {
    let signals = Signals()
    let sweepID = sweepID ?? Self.newID(at: TimeSource.system.wall())
    let session = try Session(options.installation, flags: try policy.overrides(), mode: mode, name: sweepID)
    defer { session.end() }
    let request = session.request(
      sweepID: sweepID, attempt: Self.randomHex(), mode: mode, filter: options.filter(clusters: cluster),
      deadline: Duration(text: deadline) ?? .seconds(600))
    let (progress, interruptions) = (SweepProgress(), signals.stream)
    let (client, caller) = (session.client, session.caller)
    let report = try await session.withStore { store in
      let sweep = Sweep(request, client: client, caller: caller, store: store, progress: progress)
      return await ProgressLine(progress: progress, client: client, time: client.time).watch {
        await sweep.run(interruptions: interruptions)
      }
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
  static func newID(at seconds: Double) -> String {
    "\(DateFormats.basic(seconds.rounded(.down)))-\(randomHex().prefix(4))"
  }

  static func randomHex() -> String {
    String(UInt64.random(in: .min ... .max), radix: 16)
  }
}
