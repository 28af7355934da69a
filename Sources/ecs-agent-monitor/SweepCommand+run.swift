import AWSCore
import AgentHealth
import ArgumentParser
import ClusterSweep
import Configuration
import Reports
import SweepSession

extension SweepCommand {
  func run() async throws {
    let signals = Signals()
    var filter = options.filter(clusters: cluster)
    filter.shard = try orExit { () throws(Refusal) in try Shard.selected(flag: shard, environment: .process) }
    let sweepID = sweepID ?? SweepID.new(at: TimeSource.system.wall())
    let session = try Session(options.installation, flags: try policy.overrides(), mode: mode, name: sweepID)
    defer { session.end() }
    let request = session.request(
      sweepID: sweepID, attempt: SweepID.randomHex(), mode: mode, filter: filter,
      deadline: Duration(text: deadline) ?? .seconds(600))
    let report = try await session.sweep(request, interruptions: signals.listen())
    if let part = report.fruitless, report.failures.isEmpty, report.unfinished.isEmpty, report.interruption == nil {
      throw ExitCode.usage(options.nothing(of: part, clusters: cluster))
    }
    let style = TextReport.Style(colour: Terminal.isColoured, isVerbose: verbose)
    try Terminal.report(format == .json ? report.json : TextReport(report, style: style).text)
    if let metrics {
      try MetricsFile(path: metrics).write(SweepMetrics(report, installation: session.configuration.installation))
    }
    try Self.end(with: report)
  }

  /// The command ends with the sweep's status.
  static func end(with report: SweepReport) throws {
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }
}

extension Session {
  /// Sweeps, with a line that shows how far it has come.
  func sweep(_ request: SweepRequest, interruptions: AsyncStream<Int32>) async throws -> SweepReport {
    let progress = SweepProgress()
    let (client, caller) = (client, caller)
    return try await usingStore { store in
      let sweep = Sweep(request, client: client, caller: caller, store: store, progress: progress)
      return await ProgressLine(progress: progress, client: client, time: client.time).watch {
        await sweep.run(interruptions: interruptions)
      }
    }
  }
}
