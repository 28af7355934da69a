/// Rule 9, the remediation tag: the durable record, on the EC2 instance itself, that a remediation was begun.
public enum RemediationTag {
  /// The tag's key.
  public static let key = "ecs-agent-monitor:remediation"

  /// The tag's value: who began it, in which sweep, and at which `version` of the container instance, where the API gives one.
  public static func value(installation: String, sweepID: String, version: Int64?) -> String {
    [installation, sweepID, version.map { "\($0)" }].compactMap(\.self).joined(separator: "/")
  }

  /// Whether a tag's value was written by this installation.
  public static func isOurs(_ value: String?, installation: String) -> Bool {
    value?.hasPrefix("\(installation)/") ?? false
  }

  /// Whether the agent was never back since the remediation began: `version` rises with every reconnect.
  public static func isUnbroken(_ value: String?, version: Int64?) -> Bool {
    let begunAt = (value ?? "").split(separator: "/", omittingEmptySubsequences: false).dropFirst(2).first
    return begunAt.map(String.init) == version.map { "\($0)" }
  }
}
