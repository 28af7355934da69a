import AgentHealth

extension Interpreter {
  /// The accounts of an organization.
  mutating func organization(_ node: DocumentNode, top: PolicyOverrides) -> OrganizationPlan? {
    let keys = ["organizational_units", "include", "exclude"] + Self.sharedKeys
    guard let members = members(node, keys, expected: "an organization as an object with \"role\" and \"regions\"") else { return nil }
    let roles = members["role"].map { self.roles($0) } ?? []
    if members["role"] == nil {
      refuseMissing("role", of: node, found: "an organization without \"role\"", expected: "the name of the role to assume in each account")
    } else if let last = roles.last, ARN(last.text) != nil {
      problems.append(
        Problem(offset: last.offset, found: "the ARN of one account's role", expected: "the name of a role that every account has"))
    }
    var plan = OrganizationPlan(
      roles: roles.map(\.text), template: template(members, regions: regions(members["regions"], of: node, "an organization"), top: top))
    if let units = members["organizational_units"] {
      plan.organizationalUnits = texts(
        units, expected: "a list of at least one organizational unit's ID (leave it out to mean all)",
        each: "the ID of an organizational unit such as \"ou-ab12-cd34ef56\", or of the root such as \"r-ab12\"", isOrganizationalUnit)
    }
    if let include = members["include"] { plan.include = accountPatterns(include) }
    if let exclude = members["exclude"] { plan.exclude = accountPatterns(exclude) }
    return plan
  }

  private mutating func accountPatterns(_ node: DocumentNode) -> [String] {
    texts(
      node, expected: "a list of at least one account's ID or name (leave it out to mean no restriction)",
      each: "an account's ID or name of 1 to 128 characters, with * and ? as wildcards"
    ) { (1...128).contains($0.count) && !$0.hasPrefix("!") }
  }
}
