import AgentHealth

extension StrikeRecord {
  /// What is written where the store did not hold the count that this record builds on: the run begins anew, a strike is lost.
  func restarted(by sweep: SweepMark) -> StrikeRecord {
    StrikeRecord(count: 1, since: sweep.at, seen: sweep.id, version: version, restarts: restarts)
  }
}

extension TargetCount {
  /// Whether an earlier attempt of this very sweep has counted the target already.
  ///
  /// Such a retry writes only what lowers a count: it clears, and begins runs anew, but increments nothing. So it needs no turn and
  /// leaves the mark alone.
  var isRetry: Bool { previous?.id == sweep.id }

  /// Container instances that a retry would increment: the rules never ask for it, and their runs begin anew if they do.
  var strikesOfRetry: Set<String> {
    guard isRetry else { return [] }
    return Set(advances.filter { if case .strike = $0.value { true } else { false } }.keys).subtracting(cleared)
  }
}
