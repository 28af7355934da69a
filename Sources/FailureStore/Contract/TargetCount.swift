public import AgentHealth

/// What one sweep counts in one target.
public struct TargetCount: Hashable, Sendable {
  /// Which cluster.
  public let target: Target
  /// This sweep's mark.
  public let sweep: SweepMark
  /// The mark that ``StrikeStore/recall(_:)`` gave: where it has changed since, another sweep counted and this one must not.
  public let previous: SweepMark?
  /// Random and different for each attempt of a sweep.
  public let nonce: String
  /// How long the turn is held.
  public let minGap: Duration
  /// How long a record lives.
  public let maxGap: Duration
  /// By container instance ID: what to write. ``Advance/none`` and ``Advance/alreadyCounted(_:)`` write nothing.
  public let advances: [String: Advance]
  /// Container instance IDs whose strikes are to be removed.
  public let cleared: Set<String>

  /// The counts of one target.
  public init(
    target: Target, sweep: SweepMark, previous: SweepMark?, nonce: String, minGap: Duration, maxGap: Duration,
    advances: [String: Advance], cleared: Set<String>
  ) {
    self.target = target
    self.sweep = sweep
    self.previous = previous
    self.nonce = nonce
    self.minGap = minGap
    self.maxGap = maxGap
    self.advances = advances
    self.cleared = cleared
  }
}

/// What became of one target's counts.
public enum CountResult: Hashable, Sendable {
  /// Written. `unknown` are the container instances whose block's answer was lost or whose count was not the expected one.
  case counted(unknown: Set<String>)
  /// Another sweep counted this target within `min_gap` or since the recall.
  case countedElsewhere
  /// Nothing is known to have been written: one line for people.
  case failed(String)
}
