/// What one sighting does to a record.
public enum Advance: Hashable, Sendable {
  /// One more strike in the same run: the store increments.
  case strike(StrikeRecord)
  /// A run begins, begins anew, or waits: the store sets the count.
  case set(StrikeRecord)
  /// This sweep has counted this sighting already.
  case alreadyCounted(StrikeRecord)
  /// No strike: too soon after registration or launch, or not an instance to judge.
  case none

  /// The record after this sighting; nil where there is none.
  public var record: StrikeRecord? {
    switch self {
    case .strike(let record), .set(let record), .alreadyCounted(let record): record
    case .none: nil
    }
  }
}

extension StrikeRecord {
  /// Rule 1, the run of strikes: (previous record, sighting, time) → record.
  ///
  /// A record is trusted only if the target's previous sweep was the one that counted it: a strike may be lost, never doubled.
  /// - Parameters:
  ///   - previous: the stored record of this container instance, if any.
  ///   - sighting: the instance as this sweep described it, with its agent disconnected.
  ///   - facts: what EC2 says of it; its launch time counts like a registration.
  ///   - lastSweep: the mark of the previous sweep of this target, if any.
  ///   - sweep: the mark of this sweep.
  ///   - policy: the target's policy.
  public static func advance(
    _ previous: StrikeRecord?, sighting: Sighting, facts: InstanceFacts, lastSweep: SweepMark?, sweep: SweepMark, policy: Policy
  ) -> Advance {
    if let previous, previous.seen == sweep.id, previous.version == sighting.version { return .alreadyCounted(previous) }
    guard !sighting.agentConnected, sighting.isCounted, !facts.isOperatorManaged, facts.ec2State == nil || facts.ec2State == "running"
    else { return .none }
    for start in [sighting.registeredAt, facts.launchedAt] {
      // `Date` headers are whole seconds, so what began a moment ago may seem to begin in the future: that is now.
      if let start, max(.zero, sweep.at - start) < policy.startupGrace { return .none }
    }

    let trusted = previous.flatMap { isUnbroken($0, lastSweep: lastSweep, sweep: sweep, policy: policy) ? $0 : nil }
    var record = StrikeRecord(count: 1, since: sweep.at, seen: sweep.id, version: sighting.version)
    guard let trusted else {
      if sighting.isUpdating { (record.count, record.updatingSince) = (0, sweep.at) }
      return .set(record)
    }
    record.restarts = trusted.restarts.filter { sweep.at - $0 < flapWindow }
    if trusted.version != sighting.version {
      record.restarts.append(sweep.at)
      if sighting.isUpdating { (record.count, record.updatingSince) = (0, trusted.updatingSince ?? sweep.at) }
      return .set(record)
    }
    record.since = trusted.count == 0 ? sweep.at : trusted.since
    if sighting.isUpdating {
      record.updatingSince = trusted.updatingSince ?? sweep.at
      if let began = record.updatingSince, sweep.at - began < policy.updateGrace {
        record.count = trusted.count
        return .set(record)
      }
    }
    guard trusted.count > 0 else { return .set(record) }
    // A store may hold anything: a count at the end of the range stays there.
    record.count = trusted.count == .max ? .max : trusted.count + 1
    return .strike(record)
  }

  /// Whether `record` was counted by the target's previous sweep, no longer than `max_gap` ago, and not in the future.
  private static func isUnbroken(_ record: StrikeRecord, lastSweep: SweepMark?, sweep: SweepMark, policy: Policy) -> Bool {
    guard let lastSweep, record.seen == lastSweep.id else { return false }
    let gap = sweep.at - lastSweep.at
    return gap <= policy.maxGap && gap >= .zero && record.since <= sweep.at
  }
}
