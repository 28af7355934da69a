import AgentHealth
import FailureStore

/// What the journal is told of one remediation, and what a store that fails means for its row.
extension Remediate {
  /// Whether the instance is ours to work on.
  func claim(_ entry: JournalEntry, _ outcome: inout Outcome) async -> Bool {
    do {
      if try await store.claim(entry, now: clock.now) { return true }
      outcome.report.ruling = Ruling(.deferred, .countedElsewhere, "another sweep is at work on it")
    } catch {
      outcome.report.ruling = Ruling(.held, .strikesUnknown, "its journal could not be opened: \(error)")
      outcome.storeFailure = error
    }
    return false
  }

  /// Tells all workers, before the first step, that a group is to replace one; without that nothing is begun.
  func note(_ replacement: Replacement, in group: String, _ region: String, _ outcome: inout Outcome) async {
    do {
      try await store.note(replacement, in: group, region: region)
    } catch {
      outcome.report.ruling = Ruling(.held, .strikesUnknown, "that it is to be replaced could not be written: \(error)")
      outcome.storeFailure = error
    }
  }

  /// Lets the next sweep go on at once with what this one has to leave.
  func release(_ entry: JournalEntry) async {
    var entry = entry
    entry.expiresAt = clock.now
    // Where that fails the claim runs out by itself.
    do { try await store.journal(entry) } catch {}
  }

  /// Ends the journal entry of an instance that is gone. Strikes that stay in the store expire: no container instance gets their ID again.
  func settle(_ entry: JournalEntry, _ outcome: inout Outcome) async {
    do {
      try await store.settle(entry)
    } catch {
      outcome.storeFailure = error
    }
  }
}
