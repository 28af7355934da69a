import AgentHealth

extension Interpreter {
  /// The accounts file of c7n-org (its `c7n_org/cli.py`, `CONFIG_SCHEMA`): the same accounts as in clusters.json, with keys of its own
  /// beside ours, which are passed over, and its own defaults.
  mutating func accountsFile(_ root: DocumentNode, top: PolicyOverrides) -> [AccountPlan] {
    guard let members = members(root, ["accounts", "vars"], expected: "c7n-org's accounts file: \"accounts\" with a list") else {
      return []
    }
    guard let accounts = members["accounts"] else {
      refuseMissing("accounts", of: root, found: "no \"accounts\"", expected: "a list of at least one account")
      return []
    }
    return self.accounts(accounts) { interpreter, element in interpreter.c7nAccount(element, top: top) }
  }

  private mutating func c7nAccount(_ node: DocumentNode, top: PolicyOverrides) -> AccountPlan? {
    let plan = account(node, top: top, dialect: .c7nOrg)
    guard case .object(let members) = node.content else { return plan }
    let names = Set(members.map(\.name))
    if !names.contains("account_id") {
      problems.append(Problem(offset: node.offset, found: "an account without \"account_id\"", expected: "its 12 digits in quotes"))
    }
    if !names.contains("role") {
      let found = names.contains("profile") ? "an account with \"profile\" and no \"role\"" : "an account without \"role\""
      problems.append(Problem(offset: node.offset, found: found, expected: "the role to assume in it: its name, its ARN, or a list"))
    }
    return plan
  }

  /// Without Regions c7n-org runs in these two, and one text may hold several by commas (`resolve_regions`, `comma_expand`).
  mutating func c7nRegions(_ node: DocumentNode?) -> NameFilter {
    let defaults = NameFilter(["us-east-1", "us-west-2"])
    guard let node else { return defaults }
    guard case .array(let elements) = node.content else {
      refuse(node, expected: "a list of Regions")
      return defaults
    }
    var names: [String] = []
    for element in elements {
      let parts = text(element, expected: "a Region such as \"us-east-1\", or \"all\"") { text in
        text.split(separator: ",").allSatisfy { isRegionPattern(Self.trimmed($0)) }
      }
      names += (parts ?? "").split(separator: ",").map(Self.trimmed).map { $0 == "all" ? "*" : $0 }
    }
    return names.isEmpty ? defaults : NameFilter(names)
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
