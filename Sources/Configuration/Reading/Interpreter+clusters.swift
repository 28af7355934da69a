import AgentHealth

extension Interpreter {
  mutating func clusters(_ node: DocumentNode) -> NameFilter {
    NameFilter(
      texts(
        node, expected: "a list of at least one cluster's name or pattern (leave it out to mean all)",
        each: "a cluster's name of A-Z a-z 0-9 _ -, with * and ? as wildcards and ! before an exclude", isClusterPattern))
  }

  mutating func clusterPolicies(_ node: DocumentNode, over layers: [PolicyOverrides]) -> [PolicyLayers.ClusterEntry] {
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
