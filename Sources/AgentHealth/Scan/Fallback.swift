/// Which targets of a filtered scan are read once more, in full, before anything is decided, and why.
///
/// Pure: observations and policies in, targets and reasons out. A target whose filtered reading stands is not in it.
public struct Fallback: Hashable, Sendable {
  /// Where the reason was found, and what it is.
  public struct Reason: Hashable, Sendable {
    /// `account/region/cluster`, `account/region`, or a Region over all accounts.
    public let place: String
    /// For people.
    public let why: String
  }

  /// The targets to read in full, each with its reason.
  public private(set) var reasons: [Target: Reason] = [:]

  /// Above this many disconnected, shares decide about remediation, and shares need exact figures.
  private static let countable = 1

  /// How many of a Region's instances one of its zones is taken to have at least, where nobody told its zones: a tenth. Large Regions have six
  /// zones, and most have three.
  static func zoneShare(of observed: Int) -> Int { observed / 10 }

  /// What must be read again of these observations.
  public init(_ observations: [Observation], policies: [Target: Policy]) {
    guard observations.contains(where: { $0.scan == .filtered }) else { return }
    for group in Dictionary(grouping: observations, by: { "\($0.target.account)/\($0.target.region)" }) {
      if let reason = Self.reason(in: group.value, of: group.key) { add(group.value, reason) }
    }
    for group in Dictionary(grouping: observations, by: \.target.region) {
      if let reason = Self.wideReason(in: group.value, of: group.key, policies: policies) { add(group.value, reason) }
    }
  }

  /// One line for each reason, in order.
  public var warnings: [String] {
    Dictionary(grouping: reasons.values) { $0 }.map { reason, targets in
      "\(reason.place): \(reason.why); \(targets.count == 1 ? "1 cluster is" : "\(targets.count) clusters are") read in full"
    }.sorted()
  }

  /// The observations with what was read again in the place of what it replaces.
  ///
  /// Where the full reading came to nothing, the filtered one stays as a part: shown and counted, and never acted on.
  public func applied(to observations: [Observation], again: [Observation]) -> [Observation] {
    let full = Dictionary(again.map { ($0.target, $0) }, uniquingKeysWith: { first, _ in first })
    return observations.map { observation in
      guard reasons[observation.target] != nil else { return observation }
      guard let full = full[observation.target] else { return observation.partial("it was to be read in full") }
      guard case .failed(let why) = full.coverage, observation.isRead else { return full }
      return observation.partial("read by filter only: \(why)")
    }
  }

  /// A filter that one cluster gives reason to doubt is the same in every cluster of the account and Region.
  private static func reason(in group: [Observation], of place: String) -> Reason? {
    let answered = group.filter { $0.coverage == .complete || $0.filtered?.refusal != nil }
    let doubtful = answered.filter { $0.filtered?.doubt != nil }.min { $0.target < $1.target }
    if let doubtful, let why = doubtful.filtered?.doubt { return Reason(place: "\(doubtful.target)", why: why) }
    let disconnected = group.reduce(0) { $0 + $1.disconnected }
    return disconnected > countable ? Reason(place: place, why: "\(disconnected) are disconnected") : nil
  }

  /// The scopes beyond one account: a Region and its zones over all accounts, by the strictest limit of its targets, and the hard rule.
  ///
  /// By the same figures as the brake's, so that it never holds for want of a full reading. All that is out may be in one zone.
  private static func wideReason(in group: [Observation], of region: String, policies: [Target: Policy]) -> Reason? {
    let disconnected = group.reduce(0) { $0 + $1.disconnected }
    let zone = zoneShare(of: group.reduce(0) { $0 + $1.observedAtLeast })
    let allowed = group.map { (policies[$0.target] ?? Policy()).maxDisconnected.allowed(of: zone) }.min() ?? 0
    let isSuspect = disconnected * 2 >= max(zone, ControlPlane.halfOf)
    guard disconnected > countable, disconnected > allowed || isSuspect else { return nil }
    return Reason(
      place: "\(region) in all accounts", why: "\(disconnected) are disconnected, which may be too many of one zone")
  }

  private mutating func add(_ group: [Observation], _ reason: Reason) {
    for observation in group where observation.isRepeatable && reasons[observation.target] == nil {
      reasons[observation.target] = reason
    }
  }
}

extension Observation {
  /// Whether a full scan may be worth more than the filtered one: what could not be read at all would not be read in full either.
  fileprivate var isRepeatable: Bool {
    guard let filtered else { return false }
    return isRead || filtered.refusal != nil
  }

  fileprivate func partial(_ why: String) -> Observation {
    var part = self
    part.coverage = .partial(why)
    return part
  }
}
