import AgentHealth
import Testing

/// Rule 1: the run of strikes.
struct StrikeTests {
  let sweep = SweepMark(id: "sweep-3", at: now)
  let last = SweepMark(id: "sweep-2", at: now - .seconds(300))

  func advance(
    _ previous: StrikeRecord?, _ sighting: Sighting = .sample(), facts: InstanceFacts = .sample(), last: SweepMark?? = nil,
    policy: Policy = Policy()
  ) -> Advance {
    .advance(previous, sighting: sighting, facts: facts, last: last ?? self.last, sweep: sweep, policy: policy)
  }

  @Test("the first sighting is strike 1 and begins a run")
  func first() {
    #expect(advance(nil) == .set(StrikeRecord(count: 1, since: now, seen: "sweep-3", version: 7)))
    #expect(advance(nil, last: .some(nil)) == .set(StrikeRecord(count: 1, since: now, seen: "sweep-3", version: 7)))
  }

  @Test("a record that the previous sweep counted goes on: one more strike, the same beginning")
  func goesOn() {
    let previous = StrikeRecord.sample(count: 2)
    #expect(advance(previous) == .strike(StrikeRecord(count: 3, since: previous.since, seen: "sweep-3", version: 7)))
  }

  @Test("the same sweep counts once, however often it is tried")
  func once() {
    let counted = StrikeRecord.sample(count: 2, seen: "sweep-3")
    #expect(advance(counted) == .alreadyCounted(counted))
    #expect(advance(counted, last: SweepMark(id: "sweep-3", at: now)) == .alreadyCounted(counted))
  }

  @Test("a second attempt of the same sweep that finds the agent was back begins the run anew")
  func reconnectedBetweenAttempts() {
    let counted = StrikeRecord.sample(count: 2, seen: "sweep-3")
    let expected = Advance.set(StrikeRecord(count: 1, since: now, seen: "sweep-3", version: 9, restarts: [now]))
    #expect(advance(counted, .sample(version: 9), last: SweepMark(id: "sweep-3", at: now - .seconds(60))) == expected)
  }

  @Test(
    "a record is trusted only if the target's previous sweep counted it, in order and within max_gap",
    arguments: [
      (
        "counted by the sweep before the previous", StrikeRecord.sample(seen: "sweep-1"), SweepMark?.some(SweepMark(id: "sweep-2", at: now))
      ),
      ("no previous sweep is known", .sample(), nil),
      ("the previous sweep was longer than max_gap ago", .sample(), SweepMark(id: "sweep-2", at: now - .milliseconds(3 * 3_600_000 + 1))),
      ("the previous sweep lies in the future", .sample(), SweepMark(id: "sweep-2", at: now + .milliseconds(1))),
      ("the run began in the future", .sample(age: .milliseconds(-1)), SweepMark(id: "sweep-2", at: now)),
    ])
  func untrusted(why: String, previous: StrikeRecord, last: SweepMark?) {
    let anew = StrikeRecord(count: 1, since: now, seen: "sweep-3", version: 7)
    #expect(advance(previous, last: .some(last)) == .set(anew), "\(why)")
  }

  @Test("a gap of exactly max_gap, and of nothing at all, is still unbroken")
  func gapBoundaries() {
    for gap in [Duration.zero, .seconds(3 * 3600)] {
      #expect(advance(.sample(count: 2), last: SweepMark(id: "sweep-2", at: now - gap)).record?.count == 3)
    }
  }

  @Test("a changed version is a reconnect: the run restarts at 1", arguments: [nil, 6, 8, 9] as [Int64?])
  func restart(version: Int64?) {
    let record = advance(.sample(count: 5), .sample(version: version))
    #expect(record == .set(StrikeRecord(count: 1, since: now, seen: "sweep-3", version: version, restarts: [now])))
  }

  @Test("the third restart within 6 hours is flapping; an older one is forgotten")
  func flapping() {
    let hours: (Int) -> Duration = { .seconds($0 * 3600) }
    let twice = advance(.sample(restarts: [hours(1)]), .sample(version: 8)).record
    #expect(twice?.restarts.count == 2)
    #expect(twice?.isFlapping == false)
    let thrice = advance(.sample(restarts: [hours(5), hours(1)]), .sample(version: 8)).record
    #expect(thrice?.isFlapping == true)
    let forgotten = advance(.sample(restarts: [hours(6), hours(1)]), .sample(version: 8)).record
    #expect(forgotten?.restarts == [now - hours(1), now])
    let remembered = advance(.sample(restarts: [hours(6) - .milliseconds(1), hours(1)]), .sample(version: 8)).record
    #expect(remembered?.isFlapping == true)
  }

  @Test("restarts are remembered while strikes go on")
  func restartsStay() {
    let record = advance(.sample(restarts: [.seconds(7 * 3600), .seconds(60)])).record
    #expect(record?.restarts == [now - .seconds(60)])
  }

  @Test(
    "no strike within startup_grace of registration or launch",
    arguments: [
      (Duration.milliseconds(599_999), Duration.seconds(86400), false),
      (.seconds(86400), .milliseconds(599_999), false),
      (.seconds(-60), .seconds(86400), false),
      (.seconds(600), .seconds(600), true),
    ])
  func startupGrace(registered: Duration, launched: Duration, isCounted: Bool) {
    let result = advance(.sample(), .sample(registered: registered), facts: .sample(launched: launched))
    #expect((result == .none) == !isCounted)
    #expect(result.record?.count == (isCounted ? 3 : nil))
  }

  @Test("without a startup_grace also what AWS's whole-second date puts into the future gets a strike")
  func noStartupGrace() {
    var policy = Policy()
    policy.startupGrace = .zero
    let result = advance(.sample(), .sample(registered: .milliseconds(-900)), facts: .sample(launched: .zero), policy: policy)
    #expect(result.record?.count == 3)
  }

  @Test("an instance whose times nobody knows gets strikes")
  func unknownTimes() {
    #expect(advance(.sample(), .sample(registered: nil), facts: .sample(launched: nil)).record?.count == 3)
  }

  @Test(
    "no strike for what is not ours to judge",
    arguments: [
      (Sighting.sample(status: "REGISTERING"), InstanceFacts.sample()),
      (.sample(status: "DEREGISTERING"), .sample()),
      (.sample(status: "REGISTRATION_FAILED"), .sample()),
      (.sample(status: "INACTIVE"), .sample()),
      (.sample(ec2: "mi-0123456789abcdef0"), .sample()),
      (.sample(), .sample(managed: true)),
      (.sample(), .sample(state: "pending")),
      (.sample(), .sample(state: "stopping")),
      (.sample(), .sample(state: "stopped")),
      (.sample(), .sample(state: "shutting-down")),
      (.sample(), .sample(state: "terminated")),
      (.sample(), .sample(state: "gone")),
      (.sample(connected: true), .sample()),
    ])
  func notOurs(sighting: Sighting, facts: InstanceFacts) {
    #expect(advance(.sample(), sighting, facts: facts) == .none)
    #expect(advance(nil, sighting, facts: facts) == .none)
  }

  @Test("a draining instance, and one whose EC2 state is unknown, get strikes")
  func stillCounted() {
    #expect(advance(.sample(count: 2), .sample(status: "DRAINING")).record?.count == 3)
    #expect(advance(.sample(count: 2), facts: .sample(state: nil)).record?.count == 3)
  }

  @Test("what is counted is told from what begins: only a run that goes on is incremented")
  func incremented() {
    guard case .strike = advance(.sample(count: 1)) else { return #expect(Bool(false), "a second strike is an increment") }
    guard case .set = advance(.sample(count: 0)) else { return #expect(Bool(false), "the first strike of a run sets the count") }
  }

  @Test("a count at the end of the number range stays there instead of trapping")
  func endOfRange() {
    #expect(advance(.sample(count: .max)).record?.count == .max)
  }
}

/// Rule 1 during an agent update.
struct UpdateGraceTests {
  let sweep = SweepMark(id: "sweep-3", at: now)
  let last = SweepMark(id: "sweep-2", at: now - .seconds(300))

  func advance(_ previous: StrikeRecord?, _ sighting: Sighting) -> Advance {
    .advance(previous, sighting: sighting, facts: .sample(), last: last, sweep: sweep, policy: Policy())
  }

  @Test(
    "an instance first seen while its agent is updated waits without a strike", arguments: ["PENDING", "STAGING", "STAGED", "UPDATING"])
  func firstSeen(status: String) {
    let expected = StrikeRecord(count: 0, since: now, seen: "sweep-3", version: 7, updatingSince: now)
    #expect(advance(nil, .sample(update: status)) == .set(expected))
  }

  @Test("an update that ended, failed or never was gives no grace", arguments: [nil, "UPDATED", "FAILED"] as [String?])
  func noGrace(status: String?) {
    #expect(advance(nil, .sample(update: status)).record?.count == 1)
    #expect(advance(.sample(count: 1), .sample(update: status)).record?.count == 2)
  }

  @Test(
    "strikes stand still during an update up to update_grace, and go on from its end",
    arguments: [(Duration?.none, 1), (.milliseconds(899_999), 1), (.seconds(900), 2), (.seconds(3600), 2)])
  func standsStill(updating: Duration?, count: Int) {
    let record = advance(.sample(count: 1, updating: updating), .sample(update: "UPDATING")).record
    #expect(record?.count == count)
    #expect(record?.updatingSince == now - (updating ?? .zero))
    #expect(record?.since == now - .seconds(3600))
  }

  @Test("after a wait without strikes the run begins with the first strike")
  func beginsAfterWait() {
    let waited = StrikeRecord.sample(count: 0, age: .seconds(600), updating: .seconds(600))
    #expect(advance(waited, .sample()) == .set(StrikeRecord(count: 1, since: now, seen: "sweep-3", version: 7)))
    let tooLong = StrikeRecord.sample(count: 0, age: .seconds(900), updating: .seconds(900))
    let expected = StrikeRecord(count: 1, since: now, seen: "sweep-3", version: 7, updatingSince: now - .seconds(900))
    #expect(advance(tooLong, .sample(update: "UPDATING")) == .set(expected))
  }

  @Test("a reconnect during an update begins the wait anew, but not its grace")
  func reconnectWhileUpdating() {
    let record = advance(.sample(count: 1, updating: .seconds(600)), .sample(version: 8, update: "UPDATING")).record
    #expect(record?.count == 0)
    #expect(record?.updatingSince == now - .seconds(600))
    #expect(record?.restarts == [now])
  }
}

extension Advance {
  static func advance(
    _ previous: StrikeRecord?, sighting: Sighting, facts: InstanceFacts, last: SweepMark?, sweep: SweepMark, policy: Policy
  ) -> Advance {
    StrikeRecord.advance(previous, sighting: sighting, facts: facts, lastSweep: last, sweep: sweep, policy: policy)
  }
}
