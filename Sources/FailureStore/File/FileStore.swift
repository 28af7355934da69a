public import AgentHealth

/// A store in one JSON file, for those without Redis: the memory store plus load and save.
///
/// Every change is on the disk when the call returns. While it is open for writing, `<path>.lock` keeps other sweeps away.
public actor FileStore: StrikeStore {
  /// `file` and the path as it was given.
  public nonisolated let name: String
  private let thread: FileThread
  let path: String
  let pausePath: String?
  let access: StoreAccess
  let now: @Sendable () -> Timestamp
  private var file: DurableFile?
  private var lock: FileLock?
  private var state = StoredState()
  /// Who claimed remediations since the store was opened.
  private var claimants: Set<String> = []

  /// File work blocks, so it has a thread of its own.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

  /// A store in the file at `path`, which need not exist. Nothing is touched before ``open(as:)``.
  /// - Parameters:
  ///   - path: absolute, or relative to the working directory.
  ///   - pausePath: another store's file whose pauses count here instead of its own; nil (default) means `path` itself.
  ///   - access: a read-only store makes no folder, no file and no lock; a file that is missing is then an empty memory.
  ///   - now: the time against which what it keeps expires.
  /// - Throws: ``StoreError`` of kind `unavailable` where no thread can be started.
  public init(path: String, pausePath: String? = nil, access: StoreAccess, now: @escaping @Sendable () -> Timestamp) throws(StoreError) {
    self.name = "file \(path)"
    self.thread = try FileThread()
    self.path = path
    self.pausePath = pausePath
    self.access = access
    self.now = now
  }

  /// Locks and reads the file, and claims it where nobody has.
  ///
  /// A file that cannot be read, or is not ours, is refused and left as it is.
  public func open(as owner: StoreOwner?) throws(StoreError) {
    let file = DurableFile(path: path, name: path)
    if access == .readOnly {
      state = try load(file, as: owner, access)
      self.file = file
      return
    }
    try file.makeFolder()
    let lock = try FileLock(path: file.path + ".lock", for: name)
    let loaded = try load(file, as: owner, access)
    self.file = file
    self.lock = consume lock
    state = loaded
    // An owner that is not on the disk could be another's tomorrow; and that the disk is full is better known now.
    do { try save(before: StoredState()) } catch {
      close()
      throw error
    }
  }

  /// Who owns it.
  public func owner() throws(StoreError) -> StoreOwner? { try opened.owner }

  /// Targets that were counted.
  public func targets() throws(StoreError) -> [Target: Timestamp] { try opened.counted(at: now()) }

  /// Gives what is kept of `targets`.
  public func recall(_ targets: [Target]) throws(StoreError) -> [Target: Memory] {
    try opened.recall(targets, at: now())
  }

  /// Counts all targets and saves once. Where that fails, nothing was counted.
  public func count(_ counts: [TargetCount]) -> [Target: CountResult] {
    do {
      return try saving { state, now in
        var results: [Target: CountResult] = [:]
        for count in counts { results[count.target] = state.count(count, at: now) }
        return results
      }
    } catch {
      return Dictionary(counts.map { ($0.target, .failed(error.message)) }, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Removes strikes.
  public func clear(_ instances: Set<String>, of target: Target) throws(StoreError) {
    try saving { state, _ in state.clear(instances, of: target) }
  }

  /// Opens or takes over a remediation.
  ///
  /// A claim that was in the file when it was locked is a killed sweep's: whoever is alive would hold the lock. It need not run out.
  public func claim(_ entry: JournalEntry, now claimsAt: Timestamp) throws(StoreError) -> Bool {
    let claimants = claimants
    let isOurs = try saving { state, now in
      if let open = state.journalEntry(like: entry, at: now), !claimants.contains(open.owner) { state.release(open, at: now) }
      return state.claim(entry, claimsAt: claimsAt, at: now)
    }
    if isOurs { self.claimants.insert(entry.owner) }
    return isOurs
  }

  /// Journals a step.
  public func journal(_ entry: JournalEntry) throws(StoreError) {
    let isOurs = try saving { state, now in state.journal(entry, at: now) }
    if !isOurs { throw StoreError.notClaimed(entry, in: name) }
  }

  /// Ends a remediation.
  public func settle(_ entry: JournalEntry) throws(StoreError) {
    try saving { state, now in state.settle(entry, at: now) }
  }

  /// Lets go of the lock. The file is as the last call left it; the store can be opened again.
  public func close() {
    lock = nil
    file = nil
    state = StoredState()
    claimants = []
  }

  /// Changes the state and saves it. What could not be saved is taken back, so that memory and disk say the same.
  func saving<Value>(_ change: (inout StoredState, Timestamp) -> Value) throws(StoreError) -> Value {
    if access == .readOnly { throw StoreError.readOnly(name) }
    if file == nil { throw notOpen }
    let before = state
    let value = change(&state, now())
    if state != before { try save(before: before) }
    return value
  }

  private func save(before: StoredState) throws(StoreError) {
    guard let file else { throw notOpen }
    state.dropExpired(at: now())
    do { try file.replace(with: state.json) } catch {
      state = before
      throw error
    }
    // From here on the new file is what everybody reads, so it is what this store remembers, whatever a power cut would leave.
    try file.syncFolder()
  }

  func load(_ file: DurableFile, as owner: StoreOwner?, _ access: StoreAccess) throws(StoreError) -> StoredState {
    var state = StoredState()
    if let bytes = try file.read() { state = try StoredState(json: bytes, name: file.name) }
    try state.open(as: owner, access, named: name)
    return state
  }

  /// What is kept, while the store is open.
  var opened: StoredState {
    get throws(StoreError) {
      if file == nil { throw notOpen }
      return state
    }
  }

  private var notOpen: StoreError { StoreError(.unavailable, "\(name) is not open") }
}
