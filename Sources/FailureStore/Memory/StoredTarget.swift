import AgentHealth

/// What is kept of one target, each part with its end.
struct StoredTarget: Equatable, Sendable {
  /// Who counts, until `min_gap` after it began.
  struct Turn: Equatable, Sendable {
    var nonce: String
    var takenAt: Timestamp
  }

  var turn: Expiring<Turn>?
  var swept: Expiring<SweepMark>?
  /// By container instance ID.
  var records: [String: Expiring<StrikeRecord>] = [:]
  /// By EC2 instance ID; the whole journal has one end, as a hash in Redis has.
  var journal: Expiring<[String: JournalEntry]>?
  /// What the last message said, by instance.
  var told: Expiring<[String: String]>?

  var isEmpty: Bool { turn == nil && swept == nil && records.isEmpty && journal == nil && told == nil }

  /// What a sweep may know of it.
  func memory(at now: Timestamp) -> Memory {
    Memory(
      swept: swept?.value(at: now), records: records.compactMapValues { $0.value(at: now) }, journal: journal?.value(at: now) ?? [:])
  }

  /// Lets go of what has expired.
  mutating func dropExpired(at now: Timestamp) {
    if turn?.value(at: now) == nil { turn = nil }
    if swept?.value(at: now) == nil { swept = nil }
    records = records.filter { $0.value.value(at: now) != nil }
    if journal?.value(at: now) == nil { journal = nil }
    if told?.value(at: now) == nil { told = nil }
  }

  /// Takes the turn, unless somebody has it.
  ///
  /// A turn that seems to have been taken long after `now` is no turn: the clock was set back, and nobody could count until it caught up.
  mutating func takeTurn(_ nonce: String, minGap: Duration, at now: Timestamp) -> Bool {
    if let held = turn?.value(at: now), held.takenAt - now < max(minGap, .seconds(1)) { return false }
    turn = Expiring(value: Turn(nonce: nonce, takenAt: now), expiresAt: now + minGap)
    return true
  }
}
