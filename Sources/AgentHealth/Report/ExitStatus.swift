/// How the command ends, so that cron, CI and people can tell.
public enum ExitStatus: Int32, Sendable {
  /// Clean; strikes and deferrals are progress.
  case clean = 0
  /// Runtime failure: no store, no credentials.
  case runtimeFailure = 1
  /// Something was not seen.
  case notSeen = 2
  /// A due instance is held.
  case held = 3
  /// A step or the notification failed, or something is unfinished or stranded.
  case unfinished = 4
  /// The command line asks for something that is not there.
  case usage = 64
  /// The configuration is wrong.
  case configuration = 78
}

extension SweepReport {
  /// The status of this sweep. Where several hold: 1, 4, 2, 3; a signal's own (130, 143) before all.
  public var exitStatus: Int32 {
    if let interruption { return 128 + interruption }
    return status.rawValue
  }

  private var status: ExitStatus {
    if !failures.isEmpty { return .runtimeFailure }
    let isStepFailed = instances.contains { $0.steps.contains { !$0.succeeded } }
    let isStranded = instances.contains { $0.ruling.reason == .stranded }
    if isStepFailed || isStranded || !unfinished.isEmpty || notification?.error != nil { return .unfinished }
    if targets.contains(where: \.isMissing) { return .notSeen }
    if instances.contains(where: { $0.ruling.verdict == .held }) { return .held }
    return .clean
  }
}
