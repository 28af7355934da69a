public import AgentHealth

/// Why the invocation of a function failed that swept: only then an alarm on errors should go off. What was not seen, and who is held, is in
/// the report and in metrics.
public struct InvocationFailure: Hashable, Sendable {
  /// Stable, for filters: `Sweep.RuntimeFailure`, `Sweep.Unfinished` or `Sweep.Interrupted`.
  public let type: String
  /// The headline and what failed, a line each.
  public let message: String

  /// Nil for a sweep that did what it could.
  public init?(_ report: SweepReport) {
    if report.interruption != nil {
      type = "Sweep.Interrupted"
    } else {
      switch ExitStatus(rawValue: report.exitStatus) {
      case .runtimeFailure?: type = "Sweep.RuntimeFailure"
      case .unfinished?: type = "Sweep.Unfinished"
      default: return nil
      }
    }
    message = Self.message(report)
  }

  /// Enough to know where to look; all of it is in the log.
  private static let maximumLines = 20

  private static func message(_ report: SweepReport) -> String {
    let steps = report.instances.flatMap { row in
      row.steps.compactMap { step -> String? in
        if case .failed(let why) = step.result { "\(step.step.rawValue) of \(row.ec2Instance): \(why)" } else { nil }
      }
    }
    let stranded = report.instances.filter { $0.ruling.reason == .stranded }.map { "\($0.ec2Instance) \($0.ruling.why)" }
    let unfinished = report.unfinished.map { "\($0.ec2Instance) in \($0.place): \($0.detail)" }
    let untold = report.notification?.error.map { ["message not sent: \($0)"] } ?? []
    let lines = (report.failures + steps + unfinished + stranded + untold).map { Printable.line($0, atMost: 300) }
    let rest = lines.count > maximumLines ? ["and \(lines.count - maximumLines) more"] : []
    return (["\(report.mode.rawValue) \(report.sweepID): \(report.headline)"] + lines.prefix(maximumLines) + rest).joined(separator: "\n")
  }
}
