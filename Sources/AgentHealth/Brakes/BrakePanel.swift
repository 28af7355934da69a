/// What the brake goes by beside the pictures: what could not be read, what other workers saw, what earlier sweeps remembered.
public struct BrakeMemory: Hashable, Sendable {
  /// How every target of a Region, and every account that could not be entered there, was read.
  public var readings: [String: [Reading]] = [:]
  /// Tallies that workers told of a Region.
  public var tallies: [String: [Tally]] = [:]
  /// What is remembered of a Region's scopes, by their names.
  public var holds: [String: [String: Hold]] = [:]
  /// Regions of which what is remembered could not be read, and why: there everything is held.
  public var unreadable: [String: String] = [:]

  /// Nothing but the pictures.
  public init() {}
}

/// All brakes over all pictures: every scope's figures, the Regions that are held whatever the limits, and what is remembered of holds.
///
/// Pure, and built once for a judgement.
struct BrakePanel {
  let now: Timestamp
  let installation: String
  let memory: BrakeMemory
  private(set) var figures: [BrakeScope: BrakeFigures] = [:]
  /// Regions that a hard rule holds.
  private(set) var controlPlanes: [String: ControlPlane] = [:]
  /// The accounts that have something disconnected in a wide scope.
  private var silent: [BrakeScope: Set<String>] = [:]
  private var accounts: [AccountRegion: (figures: BrakeFigures, seen: Int)] = [:]

  struct AccountRegion: Hashable {
    let account: String
    let region: String
  }

  /// Instances that a Region must have for it to vouch for a lone cluster.
  static let witnesses = 6

  init(_ pictures: [Picture], memory: BrakeMemory, now: Timestamp, installation: String) {
    (self.memory, self.now, self.installation) = (memory, now, installation)
    for picture in pictures { add(picture) }
    addShares(of: pictures.map(\.observation).filter { $0.scan == .filtered })
    let own = Set(pictures.filter { $0.observation.isRead }.map(\.target))
    for (region, tallies) in memory.tallies { add(tallies.filter { $0.isWitness(beside: own, region: region, at: now) }, region) }
    for (region, readings) in memory.readings { controlPlanes[region] = .unreadable(region, readings) }
    for (key, tally) in accounts.sorted(by: { ($0.key.region, $0.key.account) < ($1.key.region, $1.key.account) }) {
      let found = ControlPlane.suspected(key.account, key.region, tally.figures, seen: tally.seen)
      controlPlanes[key.region] = controlPlanes[key.region] ?? found
    }
    for (scope, figures) in figures.sorted(by: { $0.key.name < $1.key.name }) where scope.isWide {
      let found = ControlPlane.suspected(scope, figures, accounts: silent[scope]?.count ?? 0)
      controlPlanes[scope.region] = controlPlanes[scope.region] ?? found
    }
  }

  /// Whether the Region has instances enough for its silence to mean something.
  func isVouched(_ region: String) -> Bool { (figures[.region(region)]?.observed ?? 0) >= Self.witnesses }

  private mutating func add(_ picture: Picture) {
    let (target, observation) = (picture.target, picture.observation)
    let cluster = BrakeFigures(picture, installation: installation)
    figures[.cluster(target)] = cluster
    var wide = cluster
    if observation.scan == .filtered { wide.observed = max(0, cluster.observed - observation.observed + observation.observedAtLeast) }
    add(wide, .region(target.region), target.account)
    let key = AccountRegion(account: target.account, region: target.region)
    accounts[key, default: (BrakeFigures(), 0)].figures += cluster
    accounts[key]?.seen += observation.disconnected
    for (zone, observed) in picture.zones { add(BrakeFigures(observed: observed), .zone(region: target.region, id: zone), target.account) }
    for instance in picture.cases { add(instance, picture) }
  }

  /// A filtered scan tells no zones: each zone of the Region is taken to have a share of its instances.
  private mutating func addShares(of filtered: [Observation]) {
    for (region, group) in Dictionary(grouping: filtered, by: \.target.region) {
      let share = BrakeFigures(observed: Fallback.zoneShare(of: group.reduce(0) { $0 + $1.observedAtLeast }), uncounted: group.count)
      for case .zone(region, let id) in figures.keys { figures[.zone(region: region, id: id)]? += share }
    }
  }

  private mutating func add(_ instance: InstanceCase, _ picture: Picture) {
    guard instance.isCountedOut else { return }
    let correction = instance.correction(installation: installation) ?? BrakeFigures()
    let out = 1 + correction.disconnected
    for scope in scopes(of: instance, in: picture.target) {
      switch scope {
      case .cluster, .region: break
      case .group:
        // The group's size is what it says of itself: in service now, and never fewer than those that are out.
        var group = figures[scope] ?? BrakeFigures(observed: instance.facts.membership?.size ?? 0)
        group.disconnected += out
        group.observed = max(group.observed, group.disconnected)
        figures[scope] = group
      case .zone(let region, let id):
        // Where nobody told the zones of its cluster, its own instance is there at least; of what was read by filter a share is.
        let isUncounted = picture.zones[id] == nil && picture.observation.scan == .full
        let part = BrakeFigures(observed: (isUncounted ? 1 : 0) + correction.observed, disconnected: out)
        add(part, .zone(region: region, id: id), picture.target.account)
      }
    }
  }

  private mutating func add(_ tallies: [Tally], _ region: String) {
    for tally in tallies {
      let figures = BrakeFigures(observed: tally.observed, disconnected: tally.disconnected)
      guard let zone = tally.zone else {
        add(figures, .region(region), tally.account)
        let key = AccountRegion(account: tally.account, region: region)
        accounts[key, default: (BrakeFigures(), 0)].figures += figures
        accounts[key]?.seen += tally.disconnected
        continue
      }
      add(figures, .zone(region: region, id: zone), tally.account)
    }
  }

  private mutating func add(_ part: BrakeFigures, _ scope: BrakeScope, _ account: String) {
    figures[scope, default: BrakeFigures()] += part
    if part.disconnected > 0 { silent[scope, default: []].insert(account) }
  }

  /// The scopes that an instance is in, the narrowest first.
  func scopes(of instance: InstanceCase, in target: Target) -> [BrakeScope] {
    var scopes = [BrakeScope.cluster(target)]
    if let membership = instance.facts.membership {
      scopes.append(.group(account: target.account, region: target.region, name: membership.group))
    }
    if let zone = instance.facts.zoneID { scopes.append(.zone(region: target.region, id: zone)) }
    return scopes + [.region(target.region)]
  }
}
