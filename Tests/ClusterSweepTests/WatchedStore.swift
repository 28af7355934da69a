import AgentHealth
import FailureStore

/// A call that a sweep makes on its store: the seams between its stages, in order.
enum StoreCall: Equatable, Sendable {
  case open
  case recall
  /// After all was read and before anything is judged.
  case count
  /// After the verdicts, before the last look.
  case claim
  /// After the last look or the step before, and before this step.
  case journal(Step)
  case settle
}

/// A store that lets a test in before each call, to change the world at that very moment or to fail the call.
struct WatchedStore: StrikeStore {
  let store: any StrikeStore
  let before: @Sendable (StoreCall) throws(StoreError) -> Void

  var name: String { store.name }

  func open(as owner: StoreOwner) async throws(StoreError) {
    try before(.open)
    try await store.open(as: owner)
  }

  func recall(_ targets: [Target]) async throws(StoreError) -> [Target: Memory] {
    try before(.recall)
    return try await store.recall(targets)
  }

  func count(_ counts: [TargetCount]) async -> [Target: CountResult] {
    do throws(StoreError) {
      try before(.count)
    } catch {
      return Dictionary(uniqueKeysWithValues: counts.map { ($0.target, .failed(error.message)) })
    }
    return await store.count(counts)
  }

  func claim(_ entry: JournalEntry, now: Timestamp) async throws(StoreError) -> Bool {
    try before(.claim)
    return try await store.claim(entry, now: now)
  }

  func journal(_ entry: JournalEntry) async throws(StoreError) {
    try before(.journal(entry.step))
    try await store.journal(entry)
  }

  func settle(_ entry: JournalEntry) async throws(StoreError) {
    try before(.settle)
    try await store.settle(entry)
  }

  func checkup(as owner: StoreOwner) async -> [Finding] {
    await store.checkup(as: owner)
  }

  func close() async {
    await store.close()
  }
}
