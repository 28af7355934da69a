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

  /// Whether the sweep that counted last did so within `min_gap`.
  ///
  /// The turn says the same, but it may have been evicted alone, or have ended early by a server's clock that ran ahead. `Date` headers are
  /// whole seconds, so the two sweeps' clocks may be a second apart.
  var isTooSoon: Bool {
    guard let previous, !isRetry else { return false }
    let gap = sweep.at - previous.at
    return gap >= .zero && gap < minGap - .seconds(1)
  }

  /// Container instances that a retry would increment: the rules never ask for it, and their runs begin anew if they do.
  var strikesOfRetry: Set<String> {
    guard isRetry else { return [] }
    return Set(advances.filter { if case .strike = $0.value { true } else { false } }.keys).subtracting(cleared)
  }
}
