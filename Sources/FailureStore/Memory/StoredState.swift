import AgentHealth

/// Everything that the memory store and the file store keep: a value, so that what could not be saved can be taken back.
struct StoredState: Equatable, Sendable {
  var owner: StoreOwner?
  var targets: [Target: StoredTarget] = [:]

  /// Claims the state for `owner` where nobody has; refuses another's.
  mutating func open(as owner: StoreOwner, named name: String) throws(StoreError) {
    if let holder = self.owner { try owner.check(against: holder, in: name) }
    self.owner = owner
  }

  func recall(_ wanted: [Target], at now: Timestamp) -> [Target: Memory] {
    var memories: [Target: Memory] = [:]
    for target in wanted { memories[target] = targets[target]?.memory(at: now) ?? Memory() }
    return memories
  }

  mutating func dropExpired(at now: Timestamp) {
    for target in targets.keys { targets[target]?.dropExpired(at: now) }
    targets = targets.filter { !$0.value.isEmpty }
  }
}
