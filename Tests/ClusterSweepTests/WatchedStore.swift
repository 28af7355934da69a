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
  /// After all was judged, before anything is claimed.
  case budget
  case pauses
  /// With the groups of those that are due, and again in the last look.
  case replacements
  /// After the last look, before the first step.
  case note
  /// After all is done, before the digest.
  case told
  /// After the last look, where it forbids to begin.
  case release
}

/// A store that lets a test in before each call, to change the world at that very moment or to fail the call.
struct WatchedStore: StrikeStore {
  let store: any StrikeStore
  let before: @Sendable (StoreCall) async throws(StoreError) -> Void

  var name: String { store.name }

  func open(as owner: StoreOwner?) async throws(StoreError) {
    try await before(.open)
    try await store.open(as: owner)
  }

  func recall(_ targets: [Target]) async throws(StoreError) -> [Target: Memory] {
    try await before(.recall)
    return try await store.recall(targets)
  }

  func count(_ counts: [TargetCount]) async -> [Target: CountResult] {
    do throws(StoreError) {
      try await before(.count)
    } catch {
      return Dictionary(uniqueKeysWithValues: counts.map { ($0.target, .failed(error.message)) })
    }
    return await store.count(counts)
  }

  func claim(_ entry: JournalEntry, now: Timestamp) async throws(StoreError) -> Bool {
    try await before(.claim)
    return try await store.claim(entry, now: now)
  }

  func journal(_ entry: JournalEntry) async throws(StoreError) {
    try await before(.journal(entry.step))
    try await store.journal(entry)
  }

  func settle(_ entry: JournalEntry) async throws(StoreError) {
    try await before(.settle)
    try await store.settle(entry)
  }

  func pauses() async throws(StoreError) -> Pauses {
    try await before(.pauses)
    return try await store.pauses()
  }

  func claimBudget(_ claims: [BudgetClaim], sweepID: String) async throws(StoreError) -> [BudgetAnswer] {
    try await before(.budget)
    return try await store.claimBudget(claims, sweepID: sweepID)
  }

  func owner() async throws(StoreError) -> StoreOwner? { try await store.owner() }
  func targets() async throws(StoreError) -> [Target: Timestamp] { try await store.targets() }
  func clear(_ instances: Set<String>, of target: Target) async throws(StoreError) { try await store.clear(instances, of: target) }
  func budget(sweepID: String) async throws(StoreError) -> BudgetBook { try await store.budget(sweepID: sweepID) }
  func releaseBudget(_ instance: String, sweepID: String) async throws(StoreError) {
    try await before(.release)
    try await store.releaseBudget(instance, sweepID: sweepID)
  }
  func settleBudget(_ instance: String) async throws(StoreError) { try await store.settleBudget(instance) }
  func write(_ tallies: [Tally], region: String) async throws(StoreError) { try await store.write(tallies, region: region) }
  func tallies(region: String) async throws(StoreError) -> [Tally] { try await store.tallies(region: region) }
  func write(_ holds: [String: Hold], region: String) async throws(StoreError) { try await store.write(holds, region: region) }
  func holds(_ scopes: [String], region: String) async throws(StoreError) -> [String: Hold] {
    try await store.holds(scopes, region: region)
  }
  func replacements(in groups: [String], region: String) async throws(StoreError) -> [String: [Replacement]] {
    try await before(.replacements)
    return try await store.replacements(in: groups, region: region)
  }
  func note(_ replacement: Replacement, in group: String, region: String) async throws(StoreError) {
    try await before(.note)
    try await store.note(replacement, in: group, region: region)
  }
  func forgetReplacements(in group: String, region: String) async throws(StoreError) -> Bool {
    try await store.forgetReplacements(in: group, region: region)
  }
  func pause(_ pause: Pause) async throws(StoreError) { try await store.pause(pause) }
  func resume(_ scope: PauseScope) async throws(StoreError) -> Bool { try await store.resume(scope) }
  func resumeAll() async throws(StoreError) { try await store.resumeAll() }
  func told(_ targets: [Target]) async throws(StoreError) -> [Target: [String: String]] {
    try await before(.told)
    return try await store.told(targets)
  }
  func tell(_ changes: [String: String?], of target: Target) async throws(StoreError) { try await store.tell(changes, of: target) }

  func checkup(as owner: StoreOwner) async -> [Finding] {
    await store.checkup(as: owner)
  }

  func close() async {
    await store.close()
  }
}
