public import AgentHealth

/// What workers share: budgets, brakes, pauses, and what was told.
extension MemoryStore {
  /// Takes places in the budgets.
  public func claimBudget(_ claims: [BudgetClaim], sweepID: String) throws(StoreError) -> [BudgetAnswer] {
    try checkWritable()
    return state.budget.claim(claims, sweepID: sweepID, at: now())
  }

  /// What the budgets look like.
  public func budget(sweepID: String) -> BudgetBook { state.budget }

  /// Takes back a place that was never used.
  public func releaseBudget(_ instance: String, sweepID: String) throws(StoreError) {
    try checkWritable()
    state.budget.release(instance, sweepID: sweepID)
  }

  /// Frees a place.
  public func settleBudget(_ instance: String) throws(StoreError) {
    try checkWritable()
    state.budget.settle(instance)
  }

  /// Writes tallies.
  public func write(_ tallies: [Tally], region: String) throws(StoreError) {
    try checkWritable()
    state.brakes[region, default: StoredBrake()].write(tallies)
  }

  /// Tallies that are not stale.
  public func tallies(region: String) -> [Tally] { state.tallies(region: region, at: now()) }

  /// Writes holds.
  public func write(_ holds: [String: Hold], region: String) throws(StoreError) {
    try checkWritable()
    state.brakes[region, default: StoredBrake()].write(holds, at: now())
  }

  /// Holds by scope.
  public func holds(_ scopes: [String], region: String) -> [String: Hold] { state.holds(scopes, region: region, at: now()) }

  /// What groups were told to replace.
  public func replacements(in groups: [String], region: String) -> [String: [Replacement]] {
    state.replacements(in: groups, region: region, at: now())
  }

  /// Notes one that a group was told to replace.
  public func note(_ replacement: Replacement, in group: String, region: String) throws(StoreError) {
    try checkWritable()
    state.brakes[region, default: StoredBrake()].note(replacement, in: group)
  }

  /// Forgets those of a group.
  public func forgetReplacements(in group: String, region: String) throws(StoreError) -> Bool {
    try checkWritable()
    return state.brakes[region]?.replacements.removeValue(forKey: group) != nil
  }

  /// All pauses.
  public func pauses() -> Pauses { Pauses(state.pauses.values.sorted { $0.scope < $1.scope }) }

  /// Pauses a scope.
  public func pause(_ pause: Pause) throws(StoreError) {
    try checkWritable()
    state.pauses[pause.scope] = pause
  }

  /// Ends the pause of a scope.
  public func resume(_ scope: PauseScope) throws(StoreError) -> Bool {
    try checkWritable()
    return state.pauses.removeValue(forKey: scope) != nil
  }

  /// Ends all pauses.
  public func resumeAll() throws(StoreError) {
    try checkWritable()
    state.pauses = [:]
  }

  /// What was told last.
  public func told(_ targets: [Target]) -> [Target: [String: String]] { state.told(targets, at: now()) }

  /// Notes what was told.
  public func tell(_ changes: [String: String?], of target: Target) throws(StoreError) {
    try checkWritable()
    state.tell(changes, of: target, at: now())
  }
}
