/// The tags by which people keep hands off: what they say on one EC2 instance, Auto Scaling group or cluster.
///
/// They are vetoes: nothing that they say makes an instance due earlier.
public struct HoldTags: Hashable, Sendable {
  /// `replace` (as without the tag), `report` (held, never replaced) or `ignore`.
  public static let policyKey = "ecs-agent-monitor:policy"
  /// An RFC 3339 time until which nothing is done.
  public static let holdUntilKey = "ecs-agent-monitor:hold-until"

  /// Who carries them, for people: `instance i-…`, `cluster web`.
  public let bearer: String
  /// The value of ``policyKey``; nil where there is none.
  public let policy: String?
  /// The value of ``holdUntilKey``, as it was written; nil where there is none.
  public let holdUntil: String?
  /// The time that it names; nil where it cannot be read.
  public let holdUntilTime: Timestamp?

  /// What one bearer says.
  public init(bearer: String, policy: String? = nil, holdUntil: String? = nil, holdUntilTime: Timestamp? = nil) {
    self.bearer = bearer
    self.policy = policy
    self.holdUntil = holdUntil
    self.holdUntilTime = holdUntilTime
  }

  /// What it says if it is `ignore`.
  var ignored: Ruling? {
    policy == "ignore" ? Ruling(.ignored, .tagPolicy, "\(Self.policyKey)=ignore on \(bearer)") : nil
  }

  /// Why nothing may be done now. What cannot be read holds: whoever wrote it wanted something.
  func held(now: Timestamp) -> Ruling? {
    switch policy {
    case nil, "replace", "ignore": break
    case "report": return Ruling(.held, .tagPolicy, "\(Self.policyKey)=report on \(bearer)")
    case let found?:
      let detail = "\(Self.policyKey) on \(bearer): found \"\(found)\", expected replace, report or ignore"
      return Ruling(.held, .tagPolicy, detail)
    }
    guard let holdUntil else { return nil }
    guard let holdUntilTime else {
      let detail = "\(Self.holdUntilKey) on \(bearer): found \"\(holdUntil)\", expected RFC 3339 such as 2026-11-30T18:00:00Z"
      return Ruling(.held, .holdUntil, detail)
    }
    return now < holdUntilTime ? Ruling(.held, .holdUntil, "on hold until \(holdUntil) by the tag on \(bearer)") : nil
  }
}

extension InstanceFacts {
  /// What a tag `ignore` says, whoever carries it.
  var ignoredByTag: Ruling? { holds.lazy.compactMap(\.ignored).first }

  /// Why a tag forbids to act now. Of several the instance's own is told first.
  func heldByTag(now: Timestamp) -> Ruling? { holds.lazy.compactMap { $0.held(now: now) }.first }
}
