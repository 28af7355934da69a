public import AgentHealth

/// A store that forgets everything when the process ends: for tests, and for plans where no store is configured.
public actor MemoryStore: StrikeStore {
  /// `memory`.
  public nonisolated let name = "memory"
  let access: StoreAccess
  let now: @Sendable () -> Timestamp
  var state = StoredState()

  /// An empty store.
  /// - Parameters:
  ///   - access: whether it may be written.
  ///   - now: the time against which what it keeps expires.
  public init(access: StoreAccess = .readWrite, now: @escaping @Sendable () -> Timestamp) {
    self.access = access
    self.now = now
  }

  /// Claims the store, or refuses another owner.
  public func open(as owner: StoreOwner?) throws(StoreError) {
    var opened = state
    try opened.open(as: owner, access, named: name)
    if access == .readWrite { state = opened }
  }

  /// Who owns it.
  public func owner() -> StoreOwner? { state.owner }

  /// Targets that were counted.
  public func targets() -> [Target: Timestamp] { state.counted(at: now()) }

  /// Gives what is kept of `targets`.
  public func recall(_ targets: [Target]) -> [Target: Memory] {
    state.recall(targets, at: now())
  }

  /// Counts.
  public func count(_ counts: [TargetCount]) -> [Target: CountResult] {
    var results: [Target: CountResult] = [:]
    for count in counts {
      results[count.target] = access == .readOnly ? .failed(StoreError.readOnly(name).message) : state.count(count, at: now())
    }
    return results
  }

  /// Removes strikes.
  public func clear(_ instances: Set<String>, of target: Target) throws(StoreError) {
    try checkWritable()
    state.clear(instances, of: target)
  }

  /// Opens or takes over a remediation.
  public func claim(_ entry: JournalEntry, now claimsAt: Timestamp) throws(StoreError) -> Bool {
    try checkWritable()
    return state.claim(entry, claimsAt: claimsAt, at: now())
  }

  /// Journals a step.
  public func journal(_ entry: JournalEntry) throws(StoreError) {
    try checkWritable()
    guard state.journal(entry, at: now()) else { throw StoreError.notClaimed(entry, in: name) }
  }

  /// Ends a remediation.
  public func settle(_ entry: JournalEntry) throws(StoreError) {
    try checkWritable()
    state.settle(entry, at: now())
  }

  /// Always fit, and never of use from one sweep to the next.
  public func checkup(as owner: StoreOwner) -> [Finding] {
    [
      Finding(
        .warning, "store", detail: "memory: strikes are forgotten when a sweep ends, so that nothing is ever replaced",
        advice: "name a store in the file, by --store or by REDIS_URL")
    ]
  }

  /// Holds nothing open; the store can be opened and used again.
  public func close() {
    state.dropExpired(at: now())
  }

  func checkWritable() throws(StoreError) {
    if access == .readOnly { throw StoreError.readOnly(name) }
  }
}
