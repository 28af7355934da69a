/// The version of this program, where everybody can see it: `--version`, the report, and AWS's own logs by way of the user agent.
public enum Version {
  /// By semver.org.
  public static let current = "0.1.0"
  /// What every request says in `User-Agent`.
  public static let userAgent = "ecs-agent-monitor/\(current)"
}
