/// The figures of a sweep, summed.
public struct Totals: Hashable, Sendable {
  /// Targets by how they were seen.
  public let targets: [TargetReport.Status: Int]
  /// Instances that count for the brake.
  public let observed: Int
  /// How many of them are disconnected.
  public let disconnected: Int
  /// Not healthy instances by verdict.
  public let verdicts: [Verdict: Int]
  /// Instances remediated in this sweep.
  public let remediated: Int
  /// Steps that failed.
  public let failedSteps: Int
  /// Remediations open at the end.
  public let unfinished: Int
}

extension SweepReport {
  /// The figures of this sweep, summed.
  public var totals: Totals {
    Totals(
      targets: Dictionary(targets.map { ($0.status, 1) }, uniquingKeysWith: +),
      observed: targets.reduce(0) { $0 + $1.observed },
      disconnected: targets.reduce(0) { $0 + $1.disconnected },
      verdicts: Dictionary(instances.map { ($0.ruling.verdict, 1) }, uniquingKeysWith: +),
      remediated: instances.count(where: \.isRemediated),
      failedSteps: instances.reduce(0) { $0 + $1.steps.count { !$0.succeeded } },
      unfinished: unfinished.count)
  }
}
