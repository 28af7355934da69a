import AgentHealth

/// Everything that the memory store and the file store keep: a value, so that what could not be saved can be taken back.
struct StoredState: Equatable, Sendable {
  var owner: StoreOwner?
  var targets: [Target: StoredTarget] = [:]
  var pauses: [PauseScope: Pause] = [:]
  var budget = BudgetBook()
  /// By Region.
  var brakes: [String: StoredBrake] = [:]

  /// Claims the state for `owner` where nobody has; refuses another's.
  mutating func open(as owner: StoreOwner?, _ access: StoreAccess, named name: String) throws(StoreError) {
    guard let owner else {
      if access == .readOnly { return }
      throw StoreError(.owner, "\(name) can be opened for writing only by somebody")
    }
    if let holder = self.owner { try owner.check(against: holder, in: name) }
    self.owner = owner
  }

  func recall(_ wanted: [Target], at now: Timestamp) -> [Target: Memory] {
    var memories: [Target: Memory] = [:]
    for target in wanted { memories[target] = targets[target]?.memory(at: now) ?? Memory() }
    return memories
  }

  /// Targets that were counted, and when.
  func counted(at now: Timestamp) -> [Target: Timestamp] {
    targets.compactMapValues { $0.swept?.value(at: now)?.at }
  }

  mutating func clear(_ instances: Set<String>, of target: Target) {
    for instance in instances { targets[target]?.records[instance] = nil }
  }

  func told(_ wanted: [Target], at now: Timestamp) -> [Target: [String: String]] {
    var told: [Target: [String: String]] = [:]
    for target in wanted { told[target] = targets[target]?.told?.value(at: now) ?? [:] }
    return told
  }

  mutating func tell(_ changes: [String: String?], of target: Target, at now: Timestamp) {
    var told = targets[target]?.told?.value(at: now) ?? [:]
    for (instance, text) in changes { told[instance] = text }
    targets[target, default: StoredTarget()].told =
      told.isEmpty ? nil : Expiring(value: told, expiresAt: now + StoreLayout.toldLifetime)
  }

  mutating func dropExpired(at now: Timestamp) {
    for target in targets.keys { targets[target]?.dropExpired(at: now) }
    targets = targets.filter { !$0.value.isEmpty }
    pauses = pauses.filter { $0.value.isInForce(at: now) }
    budget.dropExpired(at: now)
    for region in brakes.keys { brakes[region]?.dropExpired(at: now) }
    brakes = brakes.filter { !$0.value.isEmpty }
  }
}
