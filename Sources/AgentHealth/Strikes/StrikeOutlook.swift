/// What the next sweep would say of an instance if it saw it disconnected again: by its strikes alone.
///
/// The brake, the budgets, pauses and the last look come after that, and only the sweep itself knows what they say.
public enum StrikeOutlook: Hashable, Sendable {
  /// It would be due.
  case due
  /// It would get this strike of so many.
  case strike(Int, of: Int)
  /// It would have strikes enough, and be due only at this time.
  case dueLater(Timestamp)
  /// Its run is broken: a sweep did not see it, or too long ago. It would get strike 1.
  case beginsAnew
  /// Its agent comes and goes; it would be held.
  case flapping

  /// - Parameters:
  ///   - record: what is kept of the instance.
  ///   - swept: the mark of the sweep that counted its target last.
  ///   - now: when the next sweep would run.
  public init(_ record: StrikeRecord, swept: SweepMark?, policy: Policy, now: Timestamp) {
    let mark = SweepMark(id: "the next one", at: now)
    let sighting = Sighting(
      containerInstance: "", ec2Instance: "i-00000000", agentConnected: false, status: "ACTIVE", version: record.version)
    let advance = StrikeRecord.advance(
      record, sighting: sighting, facts: InstanceFacts(ec2State: "running"), lastSweep: swept, sweep: mark, policy: policy)
    guard case .strike(let next) = advance else {
      self = .beginsAnew
      return
    }
    if next.isFlapping {
      self = .flapping
    } else if next.count < policy.failAfter {
      self = .strike(next.count, of: policy.failAfter)
    } else if now - next.since < policy.minDisconnected {
      self = .dueLater(next.since + policy.minDisconnected)
    } else {
      self = .due
    }
  }
}
