public import AgentHealth

/// What workers share: budgets, brakes, pauses, and what was told. With a file they are sweeps one after the other.
extension FileStore {
  /// Takes places in the budgets, by this machine's clock.
  public func claimBudget(_ claims: [BudgetClaim], sweepID: String) throws(StoreError) -> [BudgetAnswer] {
    try saving { state, now in state.budget.claim(claims, sweepID: sweepID, at: now) }
  }

  /// What the budgets look like.
  public func budget(sweepID: String) throws(StoreError) -> BudgetBook {
    var book = try opened.budget
    book.dropExpired(at: now())
    return book
  }

  /// Takes back a place that was never used.
  public func releaseBudget(_ instance: String, sweepID: String) throws(StoreError) {
    try saving { state, _ in state.budget.release(instance, sweepID: sweepID) }
  }

  /// Frees a place.
  public func settleBudget(_ instance: String) throws(StoreError) {
    try saving { state, _ in state.budget.settle(instance) }
  }

  /// Writes tallies.
  public func write(_ tallies: [Tally], region: String) throws(StoreError) {
    try saving { state, _ in state.brakes[region, default: StoredBrake()].write(tallies) }
  }

  /// Tallies that are not stale.
  public func tallies(region: String) throws(StoreError) -> [Tally] { try opened.tallies(region: region, at: now()) }

  /// Writes holds.
  public func write(_ holds: [String: Hold], region: String) throws(StoreError) {
    try saving { state, now in state.brakes[region, default: StoredBrake()].write(holds, at: now) }
  }

  /// Holds by scope.
  public func holds(_ scopes: [String], region: String) throws(StoreError) -> [String: Hold] {
    try opened.holds(scopes, region: region, at: now())
  }

  /// What groups were told to replace.
  public func replacements(in groups: [String], region: String) throws(StoreError) -> [String: [Replacement]] {
    try opened.replacements(in: groups, region: region, at: now())
  }

  /// Notes one that a group was told to replace.
  public func note(_ replacement: Replacement, in group: String, region: String) throws(StoreError) {
    try saving { state, _ in state.brakes[region, default: StoredBrake()].note(replacement, in: group) }
  }

  /// Forgets those of a group.
  public func forgetReplacements(in group: String, region: String) throws(StoreError) -> Bool {
    try saving { state, _ in state.brakes[region]?.replacements.removeValue(forKey: group) != nil }
  }

  /// All pauses. One that the file holds unreadably is no case: such a file is refused when it is opened.
  public func pauses() throws(StoreError) -> Pauses {
    var state = try opened
    if let pausePath { state = try load(DurableFile(path: pausePath, name: pausePath), as: nil, .readOnly) }
    return Pauses(state.pauses.values.sorted { $0.scope < $1.scope })
  }

  /// Pauses a scope.
  public func pause(_ pause: Pause) throws(StoreError) {
    try saving { state, _ in state.pauses[pause.scope] = pause }
  }

  /// Ends the pause of a scope.
  public func resume(_ scope: PauseScope) throws(StoreError) -> Bool {
    try saving { state, _ in state.pauses.removeValue(forKey: scope) != nil }
  }

  /// Ends all pauses.
  public func resumeAll() throws(StoreError) {
    try saving { state, _ in state.pauses = [:] }
  }

  /// What was told last.
  public func told(_ targets: [Target]) throws(StoreError) -> [Target: [String: String]] { try opened.told(targets, at: now()) }

  /// Notes what was told.
  public func tell(_ changes: [String: String?], of target: Target) throws(StoreError) {
    try saving { state, now in state.tell(changes, of: target, at: now) }
  }
}
