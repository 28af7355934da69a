import AgentHealth

extension Interpreter {
  private static let filterKeys = ["account", "not_accounts", "tags", "region", "cluster"]

  /// The event, and the packaged file that holds its configuration where it names one.
  mutating func event(_ root: DocumentNode, region: String?) -> (SweepEvent, file: String?) {
    guard case .object(let members) = root.content else {
      refuse(root, expected: "an object with \"config\" or \"accounts\", or the older function's with \"cluster\"")
      return (SweepEvent(), nil)
    }
    guard members.contains(where: { $0.name == "detail-type" }) else { return inner(root, region: region) }
    // An event of EventBridge: whatever else AWS puts beside these is AWS's own.
    guard let envelope = self.members(root, [], expected: "an event", acceptsOthers: true) else { return (SweepEvent(), nil) }
    let id = envelope["id"].flatMap { text($0, expected: "the event's ID") { _ in true } }
    guard let detail = envelope["detail"], !detail.isEmptyObject else {
      let place = envelope["detail"] ?? root
      problems.append(
        Problem(
          offset: place.offset, found: "an event of EventBridge that says nothing in \"detail\"", expected: "\"Input\" on the rule's target"
        ))
      return (SweepEvent(), nil)
    }
    var (event, file) = inner(detail, region: region)
    event.id = id
    return (event, file)
  }

  private mutating func inner(_ node: DocumentNode, region: String?) -> (SweepEvent, file: String?) {
    if case .object(let members) = node.content, !members.contains(where: { ["config", "accounts", "organization"].contains($0.name) }),
      let cluster = members.first(where: { $0.name == "cluster" })
    {
      // A list is a filter of an event whose accounts were forgotten.
      if case .array = cluster.value.content {} else { return (olderEvent(node, region: region), nil) }
    }
    return ownEvent(node)
  }

  private mutating func ownEvent(_ node: DocumentNode) -> (SweepEvent, file: String?) {
    let keys = ["mode", "config"] + Self.filterKeys + Self.configurationKeys
    guard let members = members(node, keys, expected: "an object with \"config\" or \"accounts\"") else { return (SweepEvent(), nil) }
    var event = SweepEvent()
    if let mode = members["mode"].flatMap({ self.mode($0) }) { event.mode = mode }
    event.filter = filter(members)
    guard let config = members["config"] else {
      if members["accounts"] == nil, members["organization"] == nil {
        refuseMissing(
          "accounts", or: "organization", of: node, found: "nothing to sweep",
          expected: "\"config\", \"accounts\" or \"organization\", or the older function's \"cluster\"")
      }
      event.configuration = configuration(members, of: node, needsAccounts: false)
      return (event, nil)
    }
    for key in Self.configurationKeys {
      guard let other = members[key] else { continue }
      problems.append(
        Problem(offset: other.offset, found: "\"\(key)\" beside \"config\"", expected: "it in the file that \"config\" names"))
    }
    let file = text(config, expected: "the path of a file packaged with the function, such as \"clusters.json\"") { path in
      !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0) && !path.split(separator: "/").contains("..")
    }
    return (event, file.map { folder.isEmpty ? $0 : "\(folder)/\($0)" })
  }

  mutating func mode(_ node: DocumentNode) -> SweepMode? {
    text(node, expected: "\"plan\", \"warn\" or \"apply\"") { SweepMode(rawValue: $0) != nil }.flatMap { SweepMode(rawValue: $0) }
  }

  /// What the command's flags of the same names mean.
  private mutating func filter(_ members: [String: DocumentNode]) -> ScopeFilter {
    let account = "an account's ID or name, or a pattern"
    return ScopeFilter(
      accounts: names(members["account"], each: account) { !$0.isEmpty },
      notAccounts: names(members["not_accounts"], each: account) { !$0.isEmpty },
      tags: names(members["tags"], each: "a tag") { !$0.isEmpty },
      regions: NameFilter(
        names(members["region"], each: "a Region such as \"us-east-1\", \"all\", or a pattern", isRegionPattern).map {
          $0 == "all" ? "*" : $0
        }),
      clusters: NameFilter(names(members["cluster"], each: "a cluster's name or pattern", isClusterPattern)))
  }

  /// One text, with several values by commas, or a list of texts.
  private mutating func names(_ node: DocumentNode?, each: String, _ accepts: (String) -> Bool) -> [String] {
    guard let node else { return [] }
    guard case .string(let text) = node.content else {
      return texts(node, expected: "\(each), or a list of at least one", each: each, accepts)
    }
    let values = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard values.allSatisfy(accepts) else {
      refuse(node, expected: "\(each), or several by commas")
      return []
    }
    return values
  }
}
