import AgentHealth
import LambdaRuntime
import Reports
import WireFormats

extension FunctionLog {
  /// The report line by line, so that none is longer than a record of CloudWatch and each can be searched for: what failed, what was not
  /// seen, holds, every instance that is not healthy, and the sums at the end. Targets that were read are in the response only.
  func report(_ report: SweepReport) {
    for failure in report.failures { self(.error, failure) }
    for target in report.targets where target.isMissing { self(.warn, "not seen") { $0.member("target", target) } }
    for hold in report.holds { self(.warn, "held") { $0.member("hold", hold) } }
    for row in report.instances {
      let level: Level = row.steps.contains { !$0.succeeded } ? .error : row.ruling.verdict == .held ? .warn : .info
      self(level, row.ruling.verdict.rawValue) { $0.member("instance", row) }
    }
    for row in report.unfinished { self(.error, row.isStranded ? "stranded" : "unfinished") { $0.member("unfinished", row) } }
    for warning in report.warnings { self(.warn, warning) }
    self(.info, report.summary) { line in
      line.member("sweep_id", report.sweepID)
      line.member("exit_status", Int(report.exitStatus))
      line.member("totals", report.totals)
      line.member("notification", report.notification)
      line.member("api", report.api)
    }
  }
}
