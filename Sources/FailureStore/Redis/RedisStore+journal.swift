public import AgentHealth
import Redis

extension RedisStore {
  /// Opens or takes over a remediation.
  public func claim(_ entry: JournalEntry, now: Timestamp) async throws(StoreError) -> Bool {
    try await write(entry, foreignClaimsEndBy: now.milliseconds)
  }

  /// Journals a step.
  public func journal(_ entry: JournalEntry) async throws(StoreError) {
    let isOurs = try await write(entry, foreignClaimsEndBy: -1)
    if !isOurs { throw StoreError.takenOver(entry, in: name) }
  }

  /// Ends a remediation.
  public func settle(_ entry: JournalEntry) async throws(StoreError) {
    let target = entry.target
    _ = try await run(
      JournalScripts.settle, keys: [keys.journal(target), keys.struck(target)] + keys.record(target, entry.containerInstance),
      arguments: [entry.ec2Instance, entry.owner, entry.containerInstance])
  }

  private func write(_ entry: JournalEntry, foreignClaimsEndBy milliseconds: Int64) async throws(StoreError) -> Bool {
    try await run(
      JournalScripts.write, keys: [keys.journal(entry.target)],
      arguments: [
        entry.ec2Instance, entry.owner, String(milliseconds), StoredEntry(entry).json, StoreLayout.markLifetime.redisText,
      ]) == 1
  }
}
