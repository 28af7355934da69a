extension MockFleet {
  /// Why a clusters.json could not be used.
  public struct ClustersJSONError: Error, CustomStringConvertible {
    /// What was wrong.
    public let description: String
  }

  /// Makes the accounts, Regions and literal cluster names that a clusters.json names.
  ///
  /// Read leniently: unknown keys are passed over and what is missing is made up. A pattern such as `prod-*` gets the clusters `prod-web`
  /// and `prod-batch`, an exclude such as `!sandbox-*` gets `sandbox-1`, so that there is something to leave out. Account entries of the
  /// same account are joined. An account without `account_id` and `role` is the caller's.
  public init(
    clustersJSON bytes: [UInt8], instances: Int = 10, disconnected: MockCount = .count(1), callerAccount: String? = nil, seed: UInt64 = 1
  ) throws(ClustersJSONError) {
    guard let document = JSONParser.parse(bytes) else { throw ClustersJSONError(description: "not a JSON document") }
    guard let entries = document["accounts"]?.array ?? document.array else {
      throw ClustersJSONError(description: "no list \"accounts\"")
    }
    let caller = callerAccount ?? Self.accountID(0)
    var accounts: [Account] = []
    for entry in entries {
      let id = entry["account_id"]?.string ?? entry["role"]?.string.flatMap(Self.account(ofRole:)) ?? caller
      let index = accounts.firstIndex { $0.id == id } ?? accounts.count
      if index == accounts.count { accounts.append(Account(id, regions: [])) }
      accounts[index].externalID = entry["external_id"]?.string ?? accounts[index].externalID
      let names = Self.clusterNames(entry["clusters"]?.strings ?? ["*"])
      for region in entry["regions"]?.strings ?? [Self.regionName(0)] {
        let place = accounts[index].regions.firstIndex { $0.name == region } ?? accounts[index].regions.count
        if place == accounts[index].regions.count { accounts[index].regions.append(Region(region, clusters: [])) }
        for name in names where !accounts[index].regions[place].clusters.contains(where: { $0.name == name }) {
          accounts[index].regions[place].clusters.append(Cluster(name, instances: instances, disconnected: disconnected))
        }
      }
    }
    self.init(accounts: accounts, callerAccount: caller, seed: seed)
    if let topic = document["notify"]?["sns_topic_arn"]?.string { topics.append(topic) }
  }

  private static func clusterNames(_ patterns: [String]) -> [String] {
    var names: [String] = []
    let includes = patterns.filter { !$0.hasPrefix("!") }
    for pattern in includes.isEmpty ? ["*"] + patterns : patterns {
      let isExclude = pattern.hasPrefix("!")
      let pattern = isExclude ? pattern.dropFirst() : pattern[...]
      let isGlob = pattern.contains { "*?[".contains($0) }
      for fill in isExclude ? ["1"] : isGlob ? ["web", "batch"] : [""] {
        names.append(isGlob ? literal(pattern, fill: fill) : String(pattern))
      }
    }
    return names
  }

  private static func literal(_ pattern: Substring, fill: String) -> String {
    var name = ""
    var bracket: Substring?
    for character in pattern {
      switch character {
      case "[": bracket = ""
      case "]":
        name += bracket?.first.map(String.init) ?? ""
        bracket = nil
      case let inside where bracket != nil: bracket?.append(inside)
      case "*": name += fill
      case "?": name += "1"
      default: name.append(character)
      }
    }
    return name
  }

  private static func account(ofRole arn: String) -> String? {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 5 ? String(parts[4]) : nil
  }
}
