/// How many instances of a scope count, and how many of those are disconnected.
public struct BrakeFigures: Hashable, Sendable {
  /// Instances that count: EC2-backed, ACTIVE or DRAINING, running as far as is known. Too few rather than too many.
  public var observed: Int
  /// How many of them are disconnected, whatever their strikes, and remediations in flight.
  public var disconnected: Int
  /// Clusters whose share of ``observed`` is an estimate, because they were read by filter.
  public var uncounted: Int

  /// Figures of a scope.
  public init(observed: Int = 0, disconnected: Int = 0, uncounted: Int = 0) {
    self.observed = observed
    self.disconnected = disconnected
    self.uncounted = uncounted
  }

  static func += (a: inout BrakeFigures, b: BrakeFigures) {
    a.observed += b.observed
    a.disconnected += b.disconnected
    a.uncounted += b.uncounted
  }

  /// `3 of 12 disconnected`.
  var text: String {
    let rest = uncounted == 0 ? "" : " (\(uncounted) clusters were read by filter, of which a tenth is taken to be there)"
    return "\(disconnected) of \(observed) disconnected\(rest)"
  }

  /// The figures of one cluster.
  ///
  /// Stopped, terminated, external and operator-managed instances leave numerator and denominator: their agents are silent on purpose.
  public init(_ picture: Picture, installation: String) {
    let observation = picture.observation
    self.init(observed: observation.observed, disconnected: observation.disconnected)
    for instance in picture.cases {
      guard let change = instance.correction(installation: installation) else { continue }
      observed += change.observed
      disconnected += change.disconnected
    }
  }
}

extension InstanceCase {
  /// Whether it was counted as disconnected when its cluster was read.
  var isCountedOut: Bool { sighting.isCounted && !sighting.agentConnected }

  /// What it changes in the figures it was counted in; nil where they stand.
  func correction(installation: String) -> BrakeFigures? {
    guard isCountedOut, facts.isOperatorManaged || (facts.ec2State != nil && facts.ec2State != "running") else { return nil }
    let isInFlight = RemediationTag.isOurs(facts.remediationTag, installation: installation)
    return BrakeFigures(observed: -1, disconnected: isInFlight ? 0 : -1)
  }
}

extension Observation {
  /// Instances that are there at least.
  ///
  /// ECS's count may hold external instances, which no limit is a share of. Half of it is taken for them, so that a limit is met too early
  /// rather than too late.
  var observedAtLeast: Int { scan == .filtered ? observed / 2 : observed }
}
