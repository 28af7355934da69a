/// Zone names and zone IDs. Names are each account's own: `us-east-1a` of one account is another's `us-east-1c`; IDs are everybody's.
struct ZoneNames: Sendable {
  /// `us-east-1a` …
  let names: [String]
  private let ids: [String: String]

  init(region: String, account: String, seed: UInt64, count: Int = 3) {
    var random = SeededRandom(seed: seed, account, region, "zones")
    let shuffled = (1...count).shuffled(using: &random)
    names = ["a", "b", "c", "d", "e", "f"].prefix(count).map { region + $0 }
    ids = Dictionary(uniqueKeysWithValues: zip(names, shuffled.map { "\(Self.prefix(region))-az\($0)" }))
  }

  func id(_ name: String) -> String {
    ids[name] ?? "unknown-az1"
  }

  /// `use1` of `us-east-1`, `apse2` of `ap-southeast-2`, `usgw1` of `us-gov-west-1`.
  private static func prefix(_ region: String) -> String {
    let parts = region.split(separator: "-")
    guard let geography = parts.first, let number = parts.last, parts.count > 2 else { return region }
    let middle = parts[1..<(parts.count - 1)].map { direction -> String in
      for start in ["north", "south"] where direction.hasPrefix(start) && direction.count > start.count {
        return String(start.prefix(1)) + String(direction.dropFirst(start.count).prefix(1))
      }
      return String(direction.prefix(1))
    }
    return geography + middle.joined() + number
  }
}
