import AgentHealth

extension Interpreter {
  /// The keys of the top level.
  static let configurationKeys = ["store", "key_prefix", "installation", "notify", "policy", "paused", "accounts", "organization"]

  /// The whole file. Good only if no problem was noted.
  mutating func configuration(_ root: DocumentNode, needsAccounts: Bool) -> SweepConfiguration {
    guard let members = members(root, Self.configurationKeys, expected: "an object with \"accounts\"") else { return SweepConfiguration() }
    return configuration(members, of: root, needsAccounts: needsAccounts)
  }

  /// What the members of the top level say.
  mutating func configuration(_ members: [String: DocumentNode], of root: DocumentNode, needsAccounts: Bool) -> SweepConfiguration {
    var configuration = SweepConfiguration()
    if let store = members["store"] { configuration.store = location(store) }
    if let prefix = members["key_prefix"], let name = name(prefix) { configuration.keyPrefix = name }
    if let installation = members["installation"], let name = name(installation) { configuration.installation = name }
    if let notify = members["notify"] { configuration.topic = topic(notify) }
    if let policy = members["policy"] { configuration.policy = self.policy(policy, over: []) }
    if let paused = members["paused"] { configuration.paused = self.paused(paused) }
    if let organization = members["organization"] {
      configuration.organization = self.organization(organization, top: configuration.policy)
    }
    if let accounts = members["accounts"] {
      let top = configuration.policy
      configuration.accounts = self.accounts(accounts) { interpreter, element in interpreter.account(element, top: top) }
    } else if needsAccounts, members["organization"] == nil {
      refuseMissing(
        "accounts", or: "organization", of: root, found: "no \"accounts\"", expected: "a list of at least one account, or \"organization\"")
    }
    return configuration
  }

  private mutating func name(_ node: DocumentNode) -> String? {
    text(node, expected: "1 to 64 of A-Z a-z 0-9 _ . : -") { text in
      (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { isNameByte($0, or: "_.:-") }
    }
  }

  private mutating func topic(_ node: DocumentNode) -> String? {
    guard let members = members(node, ["sns_topic_arn"], expected: "an object with \"sns_topic_arn\"") else { return nil }
    guard let arn = members["sns_topic_arn"] else {
      if node.isEmptyObject {
        problems.append(Problem(offset: node.offset, found: "no \"sns_topic_arn\"", expected: "an SNS topic's ARN"))
      }
      return nil
    }
    return topicARN(arn)
  }

  /// The ARN of a topic.
  mutating func topicARN(_ node: DocumentNode) -> String? {
    text(node, expected: "a standard SNS topic's ARN such as \"arn:aws:sns:us-east-1:111122223333:ecs-agents\"") { text in
      guard let arn = ARN(text), arn.service == "sns", isRegion(arn.region), isAccountID(arn.account) else { return false }
      return (1...256).contains(arn.resource.utf8.count) && arn.resource.utf8.allSatisfy { isNameByte($0, or: "_-") }
    }
  }

  /// A list of accounts, each read by `account`, that agree with each other.
  mutating func accounts(_ node: DocumentNode, _ account: (inout Interpreter, DocumentNode) -> AccountPlan?) -> [AccountPlan] {
    guard case .array(let elements) = node.content, !elements.isEmpty else {
      refuse(node, expected: "a list of at least one account")
      return []
    }
    var plans: [(offset: Int, plan: AccountPlan)] = []
    for element in elements {
      let before = problems.count
      // An entry that is wrong itself is not compared with others: that would only repeat its problem.
      if let plan = account(&self, element), problems.count == before { plans.append((element.offset, plan)) }
    }
    refuseConflicts(plans)
    return plans.map(\.plan)
  }

  private mutating func refuseConflicts(_ plans: [(offset: Int, plan: AccountPlan)]) {
    for (index, later) in plans.enumerated() {
      for earlier in plans[..<index] {
        guard let conflict = PolicyConflict(earlier.plan, later.plan) else { continue }
        problems.append(
          Problem(
            offset: later.offset, found: "another policy for \(conflict) than in the other entry",
            expected: "the same policy in both, or an exclude in one", earlier: earlier.offset))
      }
    }
  }
}
