/// Rule 9, the remediation tag: the durable record, on the EC2 instance itself, that a remediation was begun.
public enum RemediationTag {
  /// The tag's key.
  public static let key = "ecs-agent-monitor:remediation"

  /// The tag's value: who began it, and in which sweep.
  public static func value(installation: String, sweepID: String) -> String { "\(installation)/\(sweepID)" }

  /// Whether a tag's value was written by this installation.
  public static func isOurs(_ value: String?, installation: String) -> Bool {
    value?.hasPrefix("\(installation)/") ?? false
  }
}
