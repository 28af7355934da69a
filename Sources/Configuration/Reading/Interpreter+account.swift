import AgentHealth

extension Interpreter {
  /// Who wrote the accounts: our own file is strict, c7n-org's has keys of its own and other defaults.
  enum Dialect {
    case clustersJSON
    case c7nOrg
  }

  /// What an account and an organization have in common.
  static let sharedKeys = ["role", "external_id", "regions", "tags", "clusters", "policy", "cluster_policies", "paused"]

  /// One entry of `accounts`.
  mutating func account(_ node: DocumentNode, top: PolicyOverrides, dialect: Dialect = .clustersJSON) -> AccountPlan? {
    let keys = ["account_id", "name"] + Self.sharedKeys
    guard var members = members(node, keys, expected: "an account as an object", acceptsOthers: dialect == .c7nOrg) else { return nil }
    if dialect == .c7nOrg, case .array(let tags)? = members["tags"]?.content, tags.isEmpty { members["tags"] = nil }
    let id = members["account_id"].flatMap { text($0, expected: "an account's 12 digits in quotes", isAccountID) }
    let name = members["name"].flatMap { text($0, expected: "a name of 1 to 128 characters") { (1...128).contains($0.count) } }
    var plan: AccountPlan
    switch dialect {
    case .clustersJSON: plan = template(members, regions: regions(members["regions"], of: node, "an account"), top: top)
    case .c7nOrg: plan = template(members, regions: c7nRegions(members["regions"]), top: top)
    }
    plan.name = name
    let roles = members["role"].map { self.roles($0) } ?? []
    plan.roles = roles.compactMap { role in
      self.role(role, account: id, isAccountGiven: members["account_id"] != nil, region: plan.regions.patterns.first)
    }
    plan.accountID = id
    if let last = roles.last, let account = ARN(last.text)?.account {
      if let id, id != account {
        problems.append(
          Problem(offset: last.offset, found: "a role of account \(account)", expected: "one of \(id) as \"account_id\" says"))
      }
      plan.accountID = account
    }
    return plan
  }

  /// What an account and an organization have in common, roles aside.
  mutating func template(_ members: [String: DocumentNode], regions: NameFilter, top: PolicyOverrides) -> AccountPlan {
    let externalID = members["external_id"].flatMap { self.externalID($0, hasRole: members["role"] != nil) }
    let tags = members["tags"].map { texts($0, expected: "a list of at least one tag", each: "a tag as a text") { !$0.isEmpty } } ?? []
    let clusters = members["clusters"].map { self.clusters($0) } ?? NameFilter()
    let policy = members["policy"].map { self.policy($0, over: [top]) } ?? PolicyOverrides()
    let entries = members["cluster_policies"].map { clusterPolicies($0, over: [top, policy]) } ?? []
    return AccountPlan(
      externalID: externalID, regions: regions, clusters: clusters, tags: tags,
      policies: PolicyLayers(top: top, account: policy, clusters: entries), paused: members["paused"].flatMap { paused($0) })
  }

  /// Why nothing is to be remediated. Whoever pauses says why: in a month nobody knows.
  mutating func paused(_ node: DocumentNode) -> String? {
    text(node, expected: "the reason of the pause, 1 to 500 characters (leave it out to resume)") { (1...500).contains($0.count) }
  }

  private static let regionList = #"a list of at least one Region, such as ["us-east-1"] or ["all"]"#

  /// `all` is every Region that is enabled in the account.
  mutating func regions(_ node: DocumentNode?, of owner: DocumentNode, _ name: String) -> NameFilter {
    guard let node else {
      refuseMissing("regions", of: owner, found: "\(name) without \"regions\"", expected: Self.regionList)
      return NameFilter()
    }
    let patterns = texts(
      node, expected: Self.regionList,
      each: "a Region such as \"us-east-1\", \"all\", or a pattern such as \"eu-*\", with ! before an exclude", isRegionPattern)
    return NameFilter(patterns.map { $0 == "all" ? "*" : $0 })
  }

  /// A role as it stands in the file.
  struct Role {
    let offset: Int
    let text: String
  }

  /// One role, or a list: a chain, each to be assumed with the one before it.
  mutating func roles(_ node: DocumentNode) -> [Role] {
    let each = "a role's ARN such as \"arn:aws:iam::111122223333:role/ecs-agent-monitor\", or its name"
    func isRole(_ text: String) -> Bool { isRoleARN(text) || isRoleName(text) }
    guard case .array(let elements) = node.content else {
      return text(node, expected: "\(each), or a list of them", isRole).map { [Role(offset: node.offset, text: $0)] } ?? []
    }
    guard !elements.isEmpty else {
      refuse(node, expected: "a list of at least one role")
      return []
    }
    return elements.compactMap { element in
      text(element, expected: each, isRole).map { Role(offset: element.offset, text: $0) }
    }
  }

  /// The ARN of a role that is given as such, or by name and `account_id`.
  private mutating func role(_ role: Role, account: String?, isAccountGiven: Bool, region: String?) -> String? {
    if ARN(role.text) != nil { return role.text }
    if let account { return "arn:\(partition(of: region ?? "")):iam::\(account):role/\(role.text)" }
    if !isAccountGiven {
      problems.append(
        Problem(offset: role.offset, found: "a role's name without \"account_id\"", expected: "its ARN, or \"account_id\" beside it"))
    }
    return nil
  }

  /// What it holds is shared with the other account only, so no message quotes it.
  private mutating func externalID(_ node: DocumentNode, hasRole: Bool) -> String? {
    guard case .string(let text) = node.content, (1...1224).contains(text.count) else {
      problems.append(Problem(offset: node.offset, found: "no external ID", expected: "a text of 1 to 1224 characters"))
      return nil
    }
    if !hasRole {
      problems.append(Problem(offset: node.offset, found: "an external ID without \"role\"", expected: "the role that asks for it"))
    }
    return text
  }
}
