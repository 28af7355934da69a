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
