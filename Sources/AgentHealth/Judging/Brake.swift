/// Rule 4, the brake: where too much is disconnected at once, the cause is not the instances.
public struct Brake: Hashable, Sendable {
  /// Instances that count: EC2-backed, ACTIVE or DRAINING, running as far as is known.
  public let observed: Int
  /// How many of them are disconnected, whatever their strikes, and remediations in flight.
  public let disconnected: Int
  /// How many the policy allows.
  public let allowed: Int
  /// The limit that says so.
  public let limit: Limit
  /// Whether more were disconnected than any sweep looks at one by one.
  public let isBeyondSight: Bool

  /// Above this many disconnected, only a tally is known of the rest: no limit lifts the hold.
  public static let sight = 1000

  /// Whether every due instance of the scope is held.
  public var holds: Bool { isBeyondSight || disconnected > allowed }

  /// The figures, for people.
  public var detail: String {
    let figures = "\(disconnected) of \(observed) disconnected in the cluster"
    return isBeyondSight
      ? "\(figures), never more than \(Self.sight) whatever the limit" : "\(figures), \(allowed) allowed (max_disconnected \(limit))"
  }

  /// The brake of one cluster.
  ///
  /// Stopped, terminated, external and operator-managed instances leave numerator and denominator: their agents are silent on purpose.
  public init(_ picture: Picture, installation: String) {
    var observed = picture.observation.observed
    var disconnected = picture.observation.disconnected
    for instance in picture.cases where instance.sighting.isCounted && !instance.sighting.agentConnected {
      let facts = instance.facts
      let isSilentOnPurpose = facts.isOperatorManaged || (facts.ec2State != nil && facts.ec2State != "running")
      guard isSilentOnPurpose else { continue }
      observed -= 1
      let isInFlight = RemediationTag.isOurs(facts.remediationTag, installation: installation)
      if !isInFlight { disconnected -= 1 }
    }
    self.observed = observed
    self.disconnected = disconnected
    self.isBeyondSight = picture.observation.disconnected > Self.sight
    self.limit = picture.policy.maxDisconnected
    self.allowed = limit.allowed(of: observed)
  }
}
