import AgentHealth

extension StoredState {
  /// Opens or takes over a remediation; false where another sweep's claim still runs.
  mutating func claim(_ entry: JournalEntry, claimsAt: Timestamp, at now: Timestamp) -> Bool {
    if let open = journalEntry(like: entry, at: now), open.owner != entry.owner, claimsAt < open.expiresAt { return false }
    write(entry, at: now)
    return true
  }

  /// Journals a step; false where another sweep has taken the remediation over, or the claim is lost and another could be given.
  mutating func journal(_ entry: JournalEntry, at now: Timestamp) -> Bool {
    guard let open = journalEntry(like: entry, at: now), open.owner == entry.owner else { return false }
    write(entry, at: now)
    return true
  }

  /// Ends a remediation. An entry that another sweep has taken over stays: that sweep ends it.
  mutating func settle(_ entry: JournalEntry, at now: Timestamp) {
    targets[entry.target]?.records[entry.containerInstance] = nil
    guard let open = journalEntry(like: entry, at: now), open.owner == entry.owner else { return }
    targets[entry.target]?.journal?.value[entry.ec2Instance] = nil
    if targets[entry.target]?.journal?.value.isEmpty == true { targets[entry.target]?.journal = nil }
  }

  /// Gives up the claim of an open remediation, which stays in the journal.
  mutating func release(_ entry: JournalEntry, at now: Timestamp) {
    var entry = entry
    entry.expiresAt = Timestamp(milliseconds: .min)
    write(entry, at: now)
  }

  func journalEntry(like entry: JournalEntry, at now: Timestamp) -> JournalEntry? {
    targets[entry.target]?.journal?.value(at: now)?[entry.ec2Instance]
  }

  private mutating func write(_ entry: JournalEntry, at now: Timestamp) {
    var entries = targets[entry.target]?.journal?.value(at: now) ?? [:]
    entries[entry.ec2Instance] = entry
    targets[entry.target, default: StoredTarget()].journal = Expiring(value: entries, expiresAt: now + StoreLayout.markLifetime)
  }
}

extension StoreError {
  /// The answer to a sweep that journals a step of a remediation that is no longer its own.
  static func notClaimed(_ entry: JournalEntry, in store: String) -> StoreError {
    StoreError(.unavailable, "\(store): the claim on \(entry.ec2Instance) is lost, or another sweep has taken it over")
  }
}
