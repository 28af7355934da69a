/// Whose turn comes next. A last look asks every cluster of its account and Region: were all looks in a large one taken at once, all would be
/// too late together, sweep after sweep.
struct Turns {
  /// A remediation holds few connections, and budgets keep the numbers small.
  static let atOnce = 8
  /// Clusters that the looks under way may have to ask in one account and Region: half of a picture's life of 300 s, at the 10 requests a
  /// second that `api_share` leaves of ECS's own limit by default.
  static let clustersAtOnce = 1500

  private var waiting: [(number: Int, region: RegionKey)]
  private var busy: [Int: RegionKey] = [:]
  private let clusters: [RegionKey: Int]

  /// - Parameters:
  ///   - waiting: in the order in which they are due.
  ///   - clusters: how many clusters there are, swept or not.
  init(_ waiting: [(number: Int, region: RegionKey)], clusters: [RegionKey: Int]) {
    (self.waiting, self.clusters) = (waiting, clusters)
  }

  /// The next that may begin; nil where nobody waits, or has to wait until another has ended.
  mutating func next() -> Int? {
    guard busy.count < Self.atOnce, let place = waiting.firstIndex(where: { mayBegin(in: $0.region) }) else { return nil }
    let (number, region) = waiting.remove(at: place)
    busy[number] = region
    return number
  }

  /// One that began has ended.
  mutating func end(_ number: Int) {
    busy[number] = nil
  }

  private func mayBegin(in region: RegionKey) -> Bool {
    let looks = busy.values.count { $0 == region }
    return looks == 0 || (looks + 1) * clusters[region, default: 0] <= Self.clustersAtOnce
  }
}
