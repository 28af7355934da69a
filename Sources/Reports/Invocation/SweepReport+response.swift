public import AgentHealth
import WireFormats

extension SweepReport {
  /// The report as the function's response: JSON without white space. Where that is longer than `limit`, what it says in sums, with
  /// `truncated`.
  /// - Parameter limit: in bytes. Default 6,000,000: Lambda takes 6 MB (Lambda developer guide, "Lambda quotas").
  public func response(limit: Int = 6_000_000) -> [UInt8] {
    var writer = JSONWriter()
    write(to: &writer)
    if writer.bytes.count <= limit { return writer.bytes }
    writer = JSONWriter()
    writer.object { report in
      report.member("sweep_id", sweepID)
      report.member("mode", mode.rawValue)
      report.time("started_at", startedAt)
      report.seconds("duration_seconds", duration)
      report.member("truncated", true)
      report.member("totals", totals)
      report.member("exit_status", Int(exitStatus))
    }
    return writer.bytes
  }
}
