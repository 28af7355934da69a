public import AgentHealth
import Redis

extension RedisStore {
  /// Opens or takes over a remediation.
  public func claim(_ entry: JournalEntry, now: Timestamp) async throws(StoreError) -> Bool {
    try await run(
      JournalScripts.claim, keys: [keys.journal(entry.target)],
      arguments: [
        entry.ec2Instance, entry.owner, String(now.milliseconds), StoredEntry(entry).json, StoreLayout.markLifetime.redisText,
      ]) == 1
  }

  /// Journals a step.
  public func journal(_ entry: JournalEntry) async throws(StoreError) {
    let written = try await run(
      JournalScripts.step, keys: [keys.journal(entry.target)],
      arguments: [entry.ec2Instance, entry.owner, StoredEntry(entry).json, StoreLayout.markLifetime.redisText])
    if written != 1 { throw StoreError.notClaimed(entry, in: name) }
  }

  /// Ends a remediation.
  public func settle(_ entry: JournalEntry) async throws(StoreError) {
    let target = entry.target
    _ = try await run(
      JournalScripts.settle, keys: [keys.journal(target), keys.struck(target)] + keys.record(target, entry.containerInstance),
      arguments: [entry.ec2Instance, entry.owner, entry.containerInstance])
  }
}
