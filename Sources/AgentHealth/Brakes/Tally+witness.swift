/// What a tally is worth to another worker than the one that told it.
extension Tally {
  /// Older ones say nothing about now: three sweeps of the usual ten minutes.
  public static let witnessLife: Duration = .seconds(1800)

  /// The scope of a cluster as a whole.
  public static func scope(cluster: String) -> String { "cluster:\(cluster)" }

  /// The scope of a cluster's part of a zone.
  public static func scope(zone: String, cluster: String) -> String { "zone:\(zone):\(cluster)" }

  /// The zone that it is about; nil where it is about a cluster as a whole.
  var zone: String? {
    let parts = scope.split(separator: ":", maxSplits: 2)
    return parts.count == 3 && parts[0] == "zone" ? String(parts[1]) : nil
  }

  private var cluster: String? {
    let parts = scope.split(separator: ":", maxSplits: 2).map(String.init)
    switch (parts.first, parts.count) {
    case ("cluster", 2...): return parts.dropFirst().joined(separator: ":")
    case ("zone", 3): return parts[2]
    default: return nil
    }
  }

  /// Whether it tells what the own picture does not: fresh, and of a cluster that was not read.
  func isWitness(beside own: Set<Target>, region: String, at now: Timestamp) -> Bool {
    guard let cluster, now - at < Self.witnessLife else { return false }
    return !own.contains(Target(account: account, region: region, cluster: cluster))
  }
}

extension Picture {
  /// What this picture tells other workers: its cluster as a whole, and its part of each zone. Empty where it was not read completely.
  public func tallies(at now: Timestamp, installation: String) -> [Tally] {
    guard observation.coverage == .complete else { return [] }
    var whole = BrakeFigures(self, installation: installation)
    if observation.scan == .filtered { whole.observed = max(0, whole.observed - observation.observed + observation.observedAtLeast) }
    var parts = zones.mapValues { BrakeFigures(observed: $0) }
    for instance in cases where instance.isCountedOut {
      guard let zone = instance.facts.zoneID else { continue }
      parts[zone, default: BrakeFigures(observed: zones[zone] == nil ? 1 : 0)].disconnected += 1
      parts[zone]? += instance.correction(installation: installation) ?? BrakeFigures()
    }
    let figures =
      parts.map { (Tally.scope(zone: $0.key, cluster: target.cluster), $0.value) } + [(Tally.scope(cluster: target.cluster), whole)]
    return figures.sorted { $0.0 < $1.0 }.map { scope, figures in
      Tally(account: target.account, scope: scope, observed: max(0, figures.observed), disconnected: figures.disconnected, at: now)
    }
  }
}
