import AgentHealth

extension Interpreter {
  /// One entry of `accounts`.
  mutating func account(_ node: JSONNode, top: PolicyOverrides, paused: String?) -> AccountPlan? {
    let keys = ["account_id", "name", "role", "external_id", "regions", "clusters", "policy", "cluster_policies", "paused"]
    guard let members = members(node, keys, expected: "an account as an object") else { return nil }
    let id = members["account_id"].flatMap { text($0, expected: "an account's 12 digits in quotes", isAccountID) }
    let name = members["name"].flatMap { text($0, expected: "a name of 1 to 128 characters") { (1...128).contains($0.count) } }
    let regions = regions(members["regions"], of: node)
    let role = members["role"].flatMap { self.role($0, account: id, isAccountGiven: members["account_id"] != nil, region: regions.first) }
    let externalID = members["external_id"].flatMap { self.externalID($0, hasRole: members["role"] != nil) }
    let clusters = members["clusters"].map { self.clusters($0) } ?? ClusterFilter()
    let policy = members["policy"].map { self.policy($0, over: [top]) } ?? PolicyOverrides()
    let entries = members["cluster_policies"].map { clusterPolicies($0, over: [top, policy]) } ?? []
    let reasons = [paused, members["paused"].flatMap { self.paused($0) }].compactMap(\.self)
    return AccountPlan(
      name: name, accountID: id ?? role.flatMap { ARN($0)?.account }, role: role, externalID: externalID, regions: regions,
      clusters: clusters, policies: PolicyLayers(top: top, account: policy, clusters: entries),
      paused: reasons.isEmpty ? nil : reasons.joined(separator: "; "))
  }

  /// Why nothing is to be remediated. Whoever pauses says why: in a month nobody knows.
  mutating func paused(_ node: JSONNode) -> String? {
    text(node, expected: "the reason of the pause, 1 to 500 characters (leave it out to resume)") { (1...500).contains($0.count) }
  }

  private mutating func regions(_ node: JSONNode?, of account: JSONNode) -> [String] {
    guard let node else {
      refuseMissing("regions", of: account, found: "an account without \"regions\"", expected: "a list of at least one Region")
      return []
    }
    return texts(node, expected: "a list of at least one Region", each: "a Region such as \"us-east-1\"", isRegion)
  }

  /// The ARN of a role that is given as such, or by name and `account_id`.
  private mutating func role(_ node: JSONNode, account: String?, isAccountGiven: Bool, region: String?) -> String? {
    let expected = "a role's ARN such as \"arn:aws:iam::111122223333:role/ecs-agent-monitor\", or its name"
    guard let text = text(node, expected: expected, { isRoleARN($0) || isRoleName($0) }) else { return nil }
    if let arn = ARN(text) {
      guard account == nil || account == arn.account else {
        problems.append(
          Problem(
            offset: node.offset, found: "a role of account \(arn.account)", expected: "one of \(account ?? "") as \"account_id\" says"))
        return nil
      }
      return text
    }
    if let account { return "arn:\(partition(of: region ?? "")):iam::\(account):role/\(text)" }
    if !isAccountGiven {
      problems.append(
        Problem(offset: node.offset, found: "a role's name without \"account_id\"", expected: "its ARN, or \"account_id\" beside it"))
    }
    return nil
  }

  /// What it holds is shared with the other account only, so no message quotes it.
  private mutating func externalID(_ node: JSONNode, hasRole: Bool) -> String? {
    guard case .string(let text) = node.content, (1...1224).contains(text.count) else {
      problems.append(Problem(offset: node.offset, found: "no external ID", expected: "a text of 1 to 1224 characters"))
      return nil
    }
    if !hasRole {
      problems.append(Problem(offset: node.offset, found: "an external ID without \"role\"", expected: "the role that asks for it"))
    }
    return text
  }

  private mutating func clusters(_ node: JSONNode) -> ClusterFilter {
    ClusterFilter(
      texts(
        node, expected: "a list of at least one cluster's name or pattern (leave it out to mean all)",
        each: "a cluster's name of A-Z a-z 0-9 _ -, with * and ? as wildcards and ! before an exclude", isClusterPattern))
  }

  private mutating func clusterPolicies(_ node: JSONNode, over layers: [PolicyOverrides]) -> [PolicyLayers.ClusterEntry] {
    guard case .array(let elements) = node.content, !elements.isEmpty else {
      refuse(node, expected: "a list of at least one object with \"clusters\" and \"policy\"")
      return []
    }
    var entries: [PolicyLayers.ClusterEntry] = []
    for element in elements {
      guard let members = members(element, ["clusters", "policy"], expected: "an object with \"clusters\" and \"policy\"") else { continue }
      for key in ["clusters", "policy"] where members[key] == nil {
        refuseMissing(key, of: element, found: "no \"\(key)\"", expected: "\"clusters\" and \"policy\"")
      }
      guard let clusters = members["clusters"], let policy = members["policy"] else { continue }
      entries.append(.init(clusters: self.clusters(clusters), overrides: self.policy(policy, over: layers, keys: Self.clusterKeys)))
    }
    return entries
  }
}
