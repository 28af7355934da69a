import AgentHealth

extension Interpreter {
  /// The rate limit is an account's as a whole, so no cluster can have one of its own.
  static let clusterKeys = PolicyKey.allCases.filter { $0 != .apiShare }

  /// One layer of policy. Together with the layers below it must be one that can work; only what this layer brings in is told here.
  mutating func policy(
    _ node: DocumentNode, over layers: [PolicyOverrides], keys: [PolicyKey] = PolicyKey.allCases
  ) -> PolicyOverrides {
    var layer = PolicyOverrides()
    let before = problems.count
    guard let members = members(node, keys.map(\.rawValue), expected: "a policy as an object") else { return layer }
    for key in keys {
      guard let value = members[key.rawValue] else { continue }
      if let text = policyText(value, of: key), layer.set(key, to: text) { continue }
      refuse(value, expected: key.expectation)
    }
    // What is refused leaves a default, which the file did not choose.
    guard problems.count == before else { return layer }
    let below = layers.reduce(Policy()) { $0.applying($1) }
    for contradiction in below.applying(layer).contradictions where !below.contradictions.contains(contradiction) {
      problems.append(Problem(offset: node.offset, found: "a contradiction", expected: "a policy that can work: \(contradiction)"))
    }
    return layer
  }

  /// A value as the text that flags have too: numbers where the key counts, texts where it has units.
  private func policyText(_ node: DocumentNode, of key: PolicyKey) -> String? {
    switch node.content {
    case .number(_, let whole?) where key.takesNumber: "\(whole)"
    case .bool(let flag) where key.takesFlag: "\(flag)"
    case .string(let text) where key.takesText: text
    default: nil
    }
  }
}
