/// The figures of a filtered scan: what ECS counted, what its filter found, and what the descriptions said of that.
///
/// A filter is an optimisation of ECS's whose freshness is not documented, so its word counts only where these figures add up.
public struct FilteredCount: Hashable, Sendable {
  /// What DescribeClusters said of the cluster.
  public enum Registered: Hashable, Sendable {
    /// `registeredContainerInstancesCount`: ACTIVE and DRAINING, also those that are external or operated by another AWS service.
    case count(Int)
    /// There is no count; the text says why.
    case unknown(String)
  }

  /// What DescribeClusters said.
  public var registered: Registered
  /// Why the filter was refused; nil where it was taken.
  public var refusal: String?
  /// Container instances that the filter found, each once.
  public var found = 0
  /// How often the filter named one again.
  public var repeated = 0
  /// Found, and described as connected.
  public var connected = 0
  /// Found, and described as ACTIVE or DRAINING.
  public var active = 0
  /// How many of those are no EC2 instances.
  public var external = 0
  /// Described as disconnected, ACTIVE or DRAINING, and not found.
  public var overlooked = 0

  /// Nothing found yet.
  public init(registered: Registered) {
    self.registered = registered
  }

  /// Holds a description against what the filter said.
  public mutating func add(_ sighting: Sighting, isFound: Bool) {
    guard isFound else {
      if !sighting.agentConnected && sighting.isActive { overlooked += 1 }
      return
    }
    if sighting.agentConnected { connected += 1 }
    if sighting.isActive { active += 1 }
    if sighting.isActive && !sighting.isEC2 { external += 1 }
  }

  /// EC2 instances in the cluster at most: an external one whose agent is connected is counted, for nothing shows that it is one.
  ///
  /// Nil where there is no count.
  public var observed: Int? {
    guard case .count(let count) = registered else { return nil }
    return max(0, count - external)
  }

  /// Why this reading must not be relied on, for people; nil where its figures add up.
  public var doubt: String? {
    if let refusal { return "the filter was refused: \(refusal)" }
    guard case .count(let count) = registered else {
      if case .unknown(let why) = registered { return "its instances were not counted: \(why)" }
      return nil
    }
    if active > count { return "the filter found \(active) active instances where \(count) are registered" }
    if repeated > 0 { return "the filter named \(repeated) of \(found) instances more than once" }
    // One may have come back in between; more than that, and more than half, is a server that does not filter.
    if connected > 1, connected * 2 > found { return "\(connected) of the \(found) instances that the filter found are connected" }
    if overlooked > 0 { return "the filter did not find \(overlooked) of the instances that are disconnected" }
    return nil
  }
}
