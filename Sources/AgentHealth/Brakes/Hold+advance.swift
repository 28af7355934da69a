/// Hysteresis: what a sweep makes of what earlier ones remembered. Pure, one scope at a time.
extension Hold {
  /// The hold to remember now; nil where there is none, and was none.
  ///
  /// Who holds again before the cool-down is over never let go: the hold is as old as it was.
  public static func advance(_ previous: Hold?, holds: Bool, now: Timestamp, cooldown: Duration) -> Hold? {
    guard holds else {
      guard let previous else { return nil }
      return previous.releasedAt == nil ? Hold(heldAt: previous.heldAt, releasedAt: now) : previous
    }
    guard let previous, previous.releasedAt == nil || previous.isCooling(now, cooldown: cooldown) else { return Hold(heldAt: now) }
    return Hold(heldAt: previous.heldAt)
  }

  /// Whether it was released so short a time ago that everything is held still.
  public func isCooling(_ now: Timestamp, cooldown: Duration) -> Bool {
    guard let releasedAt else { return false }
    return now - releasedAt < cooldown
  }

  /// Whether it has held for so long that its instances are worked off one at a time.
  public func isOver(_ now: Timestamp, maxHold: Duration) -> Bool {
    releasedAt == nil && now - heldAt >= maxHold
  }

  /// From when a run that began at `since` counts, once this hold is over.
  ///
  /// What went out with the storm, or in the `maxGap` before it was noticed, is a fresh run that begins when the cool-down ends: nobody is
  /// trampled by those that are slow to come back. What was out for longer before has nothing to do with it.
  public func start(of since: Timestamp, cooldown: Duration, maxGap: Duration) -> Timestamp {
    guard let releasedAt, since >= heldAt - maxGap, since < releasedAt + cooldown else { return since }
    return releasedAt + cooldown
  }
}
