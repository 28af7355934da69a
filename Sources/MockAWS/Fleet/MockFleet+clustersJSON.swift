extension MockFleet {
  /// Why a clusters.json could not be used.
  public struct ClustersJSONError: Error, CustomStringConvertible {
    /// What was wrong.
    public let description: String
  }

  /// Makes the accounts, Regions and literal cluster names that a clusters.json names.
  ///
  /// Where it has an `organization`, three more accounts are made as that says, all accounts are in it, and the last is suspended.
  ///
  /// Read leniently: unknown keys are passed over and what is missing is made up. A pattern such as `prod-*` gets the clusters `prod-web`
  /// and `prod-batch`, an exclude such as `!sandbox-*` gets `sandbox-1`, so that there is something to leave out. Account entries of the
  /// same account are joined. An account without `account_id` and `role` is the caller's.
  public init(
    clustersJSON bytes: [UInt8], instances: Int = 10, disconnected: MockCount = .count(1), callerAccount: String? = nil, seed: UInt64 = 1
  ) throws(ClustersJSONError) {
    guard let document = JSONParser.parse(bytes) else { throw ClustersJSONError(description: "not a JSON document") }
    let organization = document["organization"]
    guard let entries = document["accounts"]?.array ?? document.array ?? organization.map({ _ in [] }) else {
      throw ClustersJSONError(description: "no list \"accounts\"")
    }
    let caller = callerAccount ?? Self.accountID(0)
    let named = entries.map { (id: Self.account(of: $0) ?? caller, entry: $0) }
    let isNamed = Set(named.map(\.id) + [caller])
    let free = (0..<isNamed.count + 3).map(Self.accountID).filter { !isNamed.contains($0) }.prefix(3)
    let others = organization.map { entry in free.map { (id: $0, entry: entry) } } ?? []
    var accounts: [Account] = []
    for (id, entry) in named + others {
      let index = accounts.firstIndex { $0.id == id } ?? accounts.count
      if index == accounts.count { accounts.append(Account(id, regions: [])) }
      accounts[index].externalID = entry["external_id"]?.string ?? accounts[index].externalID
      let names = Self.clusterNames(entry["clusters"]?.strings ?? ["*"])
      for region in Self.regionNames(entry["regions"]?.strings ?? [Self.regionName(0)]) {
        let place = accounts[index].regions.firstIndex { $0.name == region } ?? accounts[index].regions.count
        if place == accounts[index].regions.count { accounts[index].regions.append(Region(region, clusters: [])) }
        for name in names where !accounts[index].regions[place].clusters.contains(where: { $0.name == name }) {
          accounts[index].regions[place].clusters.append(Cluster(name, instances: instances, disconnected: disconnected))
        }
      }
    }
    if organization != nil, !accounts.contains(where: { $0.id == caller }) { accounts.insert(Account(caller, regions: []), at: 0) }
    self.init(accounts: accounts, callerAccount: caller, seed: seed)
    if organization != nil { self = inOrganization(suspended: 1) }
    if let topic = document["notify"]?["sns_topic_arn"]?.string { topics.append(topic) }
  }

  /// Names, and for each pattern of Regions at most two that it describes.
  private static func regionNames(_ patterns: [String]) -> [String] {
    let excludes = patterns.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
    let includes = patterns.filter { !$0.hasPrefix("!") }
    return (includes.isEmpty ? ["all"] : includes).flatMap { pattern -> [String] in
      guard pattern == "all" || pattern.contains(where: { "*?".contains($0) }) else { return [pattern] }
      let described = (0..<17).map(regionName).filter { Wildcard.matches(pattern == "all" ? "*" : pattern, $0) }
      return Array(described.filter { name in !excludes.contains { Wildcard.matches($0, name) } }.prefix(2))
    }
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

  /// By `account_id`, else by the role, of a chain the last.
  private static func account(of entry: JSONValue) -> String? {
    if let id = entry["account_id"]?.string { return id }
    guard let arn = entry["role"]?.string ?? entry["role"]?.strings?.last else { return nil }
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 5 ? String(parts[4]) : nil
  }
}
