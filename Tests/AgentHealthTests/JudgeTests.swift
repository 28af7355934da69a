import AgentHealth
import Testing

/// Rules 3, 4, 6 and 8 for one instance, before the budgets.
struct JudgeTests {
  @Test("an instance with enough strikes for long enough is due")
  func due() {
    #expect(ruling(.sample()) == Ruling(.due, .disconnected, "strike 2 of 2, disconnected for 1h of 10m"))
  }

  @Test(
    "due needs count and time, both with their exact boundary",
    arguments: [
      (2, Duration.seconds(600), Verdict.due), (3, .seconds(600), .due), (100, .seconds(600), .due),
      (1, .seconds(600), .striking), (0, .seconds(86400), .striking), (1, .seconds(86400), .striking),
      (2, .milliseconds(599_999), .striking), (100, .milliseconds(599_999), .striking), (2, .zero, .striking),
      (2, .seconds(-60), .striking),
    ])
  func boundaries(count: Int, age: Duration, verdict: Verdict) {
    let found = ruling(.sample(record: .sample(count: count, age: age)))
    #expect(found.verdict == verdict)
    #expect(found.reason == (verdict == .due ? .disconnected : .strikes))
  }

  @Test("the policy's own numbers decide")
  func policy() {
    var policy = Policy()
    policy.failAfter = 5
    policy.minDisconnected = .seconds(7200)
    #expect(ruling(.sample(record: .sample(count: 4, age: .seconds(7200))), policy: policy).verdict == .striking)
    #expect(ruling(.sample(record: .sample(count: 5, age: .seconds(7199))), policy: policy).verdict == .striking)
    #expect(ruling(.sample(record: .sample(count: 5, age: .seconds(7200))), policy: policy).verdict == .due)
  }

  @Test("what a last look stopped keeps that ruling, and leaves its place in the budgets to the next")
  func stopped() {
    let picture = Picture.sample([.numbered(1, age: .seconds(7200)), .numbered(2), .numbered(3)])
    let judge = Judge(now: now, isClockProven: true, installation: installation)
    #expect(judge.judge([picture]).map(\.ruling.verdict) == [.due, .deferred, .deferred])
    let ruling = Ruling(.held, .terminationProtected, "on")
    let judged = judge.judge([picture], stopped: [web: ["ci-1": ruling]])
    #expect(judged.map(\.ruling.verdict) == [.held, .due, .deferred])
    #expect(judged[0].ruling == ruling)
  }

  @Test("no record means that no strike was given yet")
  func noRecord() {
    let expected = Ruling(.striking, .startupGrace, "no strike within 10m of registration or launch")
    #expect(ruling(.sample(record: nil)) == expected)
  }

  @Test(
    "an agent update is waited for up to update_grace, and not a moment longer",
    arguments: [(Duration.zero, Verdict.striking), (.milliseconds(899_999), .striking), (.seconds(900), .due)])
  func updateGrace(updating: Duration, verdict: Verdict) {
    let found = ruling(.sample(.sample(update: "UPDATING"), record: .sample(updating: updating)))
    #expect(found.verdict == verdict)
    #expect(found.reason == (verdict == .due ? .disconnected : .updateGrace))
  }

  @Test("the third restart holds, also while strikes are few; the second does not")
  func flapping() {
    let restarts: [Duration] = [.seconds(3), .seconds(2), .seconds(1)]
    #expect(ruling(.sample(record: .sample(restarts: restarts))).reason == .flapping)
    #expect(ruling(.sample(record: .sample(count: 1, age: .zero, restarts: restarts))).verdict == .held)
    #expect(ruling(.sample(record: .sample(restarts: [.seconds(2), .seconds(1)]))).verdict == .due)
  }

  @Test("strikes that nobody can vouch for hold, whatever they say")
  func strikesUnknown() {
    let unknown = Confirmation.unknown("redis cache:6379 did not answer")
    let expected = Ruling(.held, .strikesUnknown, "redis cache:6379 did not answer")
    #expect(ruling(.sample(confirmation: unknown)) == expected)
    #expect(ruling(.sample(record: nil, confirmation: unknown)) == expected)
    let ended = InstanceFacts.sample(state: "terminated", tag: ourTag, group: nil)
    #expect(ruling(.sample(facts: ended, confirmation: unknown)) == expected)
  }

  @Test("what another sweep has just counted waits for its next turn")
  func countedElsewhere() {
    let expected = Ruling(.deferred, .countedElsewhere, "another sweep counted this cluster less than 1m ago")
    #expect(ruling(.sample(confirmation: .countedElsewhere)) == expected)
    #expect(ruling(.sample(record: .sample(count: 1), confirmation: .countedElsewhere)).verdict == .striking)
    #expect(ruling(.sample(record: nil, confirmation: .countedElsewhere)) == Ruling(.striking, .countedElsewhere, expected.detail))
  }

  @Test(
    "what is not ours is ignored, by name, even where it looks due",
    arguments: [
      (InstanceCase.sample(.sample(ec2: "mi-0123456789abcdef0")), Reason.external),
      (.sample(.sample(ec2: "i-0123456789ABCDEF0")), .external),
      (.sample(.sample(ec2: "i-1234567")), .external),
      (.sample(.sample(ec2: "i-0123456789abcdef01")), .external),
      (.sample(.sample(ec2: "")), .external),
      (.sample(facts: .sample(managed: true)), .operatorManaged),
      (.sample(facts: .sample(state: "terminated")), .terminated),
      (.sample(facts: .sample(state: "shutting-down")), .terminated),
      (.sample(.sample(registered: .seconds(3599)), facts: .sample(state: "gone", group: nil)), .terminated),
      (.sample(facts: .sample(state: "terminated", tag: theirTag)), .terminated),
      (.sample(facts: .sample(state: "stopped")), .notRunning),
      (.sample(facts: .sample(state: "stopping")), .notRunning),
      (.sample(facts: .sample(state: "pending")), .notRunning),
      (.sample(facts: .sample(state: "stopped", tag: ourTag, group: nil)), .notRunning),
      (.sample(.sample(status: "REGISTERING")), .notActive),
      (.sample(.sample(status: "DEREGISTERING")), .notActive),
      (.sample(.sample(status: "INACTIVE")), .notActive),
    ])
  func ignored(instance: InstanceCase, reason: Reason) {
    let found = ruling(instance)
    #expect(found.verdict == .ignored)
    #expect(found.reason == reason)
  }

  @Test("a short and a long EC2 instance ID are both EC2's", arguments: ["i-12345678", "i-0123456789abcdef0"])
  func instanceIDs(id: String) {
    #expect(ruling(.sample(.sample(ec2: id))).verdict == .due)
  }

  @Test(
    "what forbids to act holds, by name",
    arguments: [
      (InstanceCase.sample(facts: .sample(unreadable: ["DescribeInstances: throttled"])), Reason.factsUnknown),
      (.sample(facts: .sample(state: nil)), .factsUnknown),
      (.sample(facts: .sample(tag: theirTag)), .foreignTag),
      (.sample(facts: .sample(tag: "")), .foreignTag),
      (.sample(facts: .sample(tag: "ours")), .foreignTag),
      (.sample(facts: .sample(tag: "ours2/sweep-1")), .foreignTag),
      (.sample(.sample(status: "DRAINING")), .draining),
      (.sample(facts: .sample(group: nil)), .noGroup),
      (.sample(facts: .sample(lifecycle: "Standby")), .notInService),
      (.sample(facts: .sample(lifecycle: "EnteringStandby")), .notInService),
      (.sample(facts: .sample(lifecycle: "Terminating:Wait")), .notInService),
      (.sample(facts: .sample(lifecycle: "Detaching")), .notInService),
      (.sample(facts: .sample(lifecycle: "Warmed:Stopped")), .notInService),
      (.sample(facts: .sample(lifecycle: "")), .notInService),
    ])
  func held(instance: InstanceCase, reason: Reason) {
    let found = ruling(instance)
    #expect(found.verdict == .held)
    #expect(found.reason == reason)
  }

  @Test("an instance that is not due yet is striking, not held, whatever would hold it later")
  func strikingFirst() {
    let young = StrikeRecord.sample(count: 1, age: .zero)
    #expect(ruling(.sample(record: young, facts: .sample(group: nil))).verdict == .striking)
    #expect(rulings(.sample([.sample(record: young)], coverage: .partial("page 2")))[0].verdict == .striking)
    #expect(rulings(.sample([.sample(record: young)], observed: 1, disconnected: 5))[0].verdict == .striking)
  }

  @Test("a cluster that was not read completely is never acted on")
  func partial() {
    let read = rulings(.sample([.sample()], coverage: .partial("page 3 of the list timed out")))
    #expect(read == [Ruling(.held, .partial, "its cluster was not read completely: page 3 of the list timed out")])
    #expect(rulings(.sample([.sample()], coverage: .failed("AccessDenied")))[0].reason == .partial)
    let ended = InstanceCase.sample(facts: .sample(state: "terminated", tag: ourTag, group: nil))
    #expect(rulings(.sample([ended], coverage: .partial("page 2")))[0].reason == .partial)
  }

  @Test("without a date from AWS nothing is due")
  func clockUnknown() {
    let found = rulings(.sample([.sample()]), isClockProven: false)
    #expect(found == [Ruling(.held, .clockUnknown, "no answer of AWS carried a date")])
  }

  @Test("the brake holds every due instance of its cluster and of no other")
  func brake() {
    let other = Target(account: web.account, region: web.region, cluster: "batch")
    let three = (1...3).map { InstanceCase.numbered($0) }
    let found = rulings(.sample(three, observed: 10), .sample([.numbered(4, group: "batch")], target: other, observed: 10))
    #expect(found.map(\.verdict) == [.held, .held, .held, .due])
    #expect(found.map(\.reason) == [.brake, .brake, .brake, .disconnected])
    #expect(found[0].detail == "3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)")
  }

  @Test("the order of holds: partial, clock, brake, unreadable facts, foreign tag, turn, draining, group, lifecycle")
  func order() {
    var instance = InstanceCase.sample(
      .sample(status: "DRAINING"), facts: .sample(tag: theirTag, lifecycle: "Standby", unreadable: ["throttled"]),
      confirmation: .countedElsewhere)
    var picture = Picture.sample([instance], observed: 1, disconnected: 9, coverage: .partial("page 2"))
    #expect(rulings(picture, isClockProven: false)[0].reason == .partial)
    picture = .sample([instance], observed: 1, disconnected: 9)
    #expect(rulings(picture, isClockProven: false)[0].reason == .clockUnknown)
    #expect(rulings(picture)[0].reason == .brake)
    #expect(ruling(instance).reason == .factsUnknown)
    instance.facts.unreadable = []
    #expect(ruling(instance).reason == .foreignTag)
    instance.facts.remediationTag = nil
    #expect(ruling(instance).reason == .countedElsewhere)
    instance.confirmation = .confirmed
    #expect(ruling(instance).reason == .draining)
    instance.sighting = .sample()
    #expect(ruling(instance).reason == .notInService)
    instance.facts.membership = nil
    #expect(ruling(instance).reason == .noGroup)
  }
}

/// Rule 9: remediations that an earlier sweep began.
struct ResumptionTests {
  let ended = InstanceFacts.sample(state: "terminated", tag: ourTag, group: nil)
  let detached = InstanceFacts.sample(tag: ourTag, group: nil)

  @Test("a connected instance that carries our tag is stranded, whatever else is true of it")
  func stranded() {
    for facts in [detached, ended, .sample(tag: ourTag), .sample(tag: ourTag, unreadable: ["throttled"])] {
      let found = ruling(.sample(.sample(connected: true), facts: facts))
      #expect(found == Ruling(.held, .stranded, "remediation ours/sweep-1/7 was begun, and its agent has been connected since"))
    }
  }

  @Test("a connected instance without our tag is healthy", arguments: [nil, theirTag])
  func connected(tag: String?) {
    #expect(ruling(.sample(.sample(connected: true), facts: .sample(tag: tag))) == Ruling(.healthy, .recovered, "its agent is connected"))
  }

  @Test(
    "what EC2 ended on our behalf is finished without strikes: nothing alive can be hit",
    arguments: ["terminated", "shutting-down", "gone"])
  func terminated(state: String) {
    let facts = InstanceFacts.sample(state: state, tag: ourTag, group: nil)
    let expected = Ruling(.due, .unfinished, "remediation ours/sweep-1/7 was begun and not ended")
    for record in [nil, StrikeRecord.sample(count: 1, age: .zero), .sample()] {
      #expect(ruling(.sample(record: record, facts: facts)) == expected)
    }
    #expect(ruling(.sample(.sample(status: "DRAINING"), facts: facts)) == expected)
    #expect(ruling(.sample(record: nil, facts: facts, confirmation: .countedElsewhere)) == expected)
  }

  @Test("a running instance that we detached is finished while its run of strikes is due")
  func running() {
    #expect(ruling(.sample(facts: detached)).reason == .unfinished)
  }

  @Test("while another sweep is at work its record may be of an older run: a running instance waits for our own turn")
  func runningElsewhere() {
    #expect(ruling(.sample(facts: detached, confirmation: .countedElsewhere)).reason == .countedElsewhere)
  }

  @Test("a detached instance whose agent came back stays stranded at its next disconnect, however long that lasts")
  func reconnectedInBetween() {
    for version in [Int64?.some(9), 8, nil] {
      for record in [nil, StrikeRecord.sample(count: 1, age: .zero, version: version), .sample(count: 50, version: version)] {
        #expect(ruling(.sample(.sample(version: version), record: record, facts: detached)).reason == .stranded)
      }
    }
    #expect(ruling(.sample(facts: .sample(tag: "ours/sweep-1", group: nil))).reason == .stranded, "no version: nobody knows")
    let unversioned = InstanceFacts.sample(tag: "ours/sweep-1", group: nil)
    #expect(ruling(.sample(.sample(version: nil), record: .sample(version: nil), facts: unversioned)).reason == .unfinished)
  }

  @Test("a detached instance is not finished by its tag alone: its run of strikes must be due")
  func strikesFirst() {
    for record in [nil, StrikeRecord.sample(count: 1, age: .zero), .sample(count: 1), .sample(age: .seconds(599))] {
      #expect(ruling(.sample(record: record, facts: detached)).verdict == .striking)
    }
    let flapping = StrikeRecord.sample(restarts: [.seconds(3), .seconds(2), .seconds(1)])
    #expect(ruling(.sample(record: flapping, facts: detached)).reason == .flapping)
  }

  @Test("a detached instance that somebody drains is held")
  func draining() {
    #expect(ruling(.sample(.sample(status: "DRAINING"), facts: detached)).reason == .draining)
  }

  @Test("an instance that we tagged and that is still in its group is judged like any other")
  func stillInGroup() {
    #expect(ruling(.sample(facts: .sample(tag: ourTag))).reason == .disconnected)
    #expect(ruling(.sample(record: .sample(count: 1), facts: .sample(tag: ourTag))).verdict == .striking)
    #expect(ruling(.sample(facts: .sample(tag: ourTag, lifecycle: "Detaching"))).reason == .notInService)
  }

  @Test("what cannot be read is not resumed")
  func unreadable() {
    #expect(ruling(.sample(facts: .sample(tag: ourTag, group: nil, unreadable: ["throttled"]))).reason == .factsUnknown)
    #expect(ruling(.sample(facts: .sample(state: nil, tag: ourTag, group: nil))).reason == .factsUnknown)
  }

  @Test("the brake and the clock hold an unfinished remediation too")
  func held() {
    #expect(rulings(.sample([.sample(facts: detached)], observed: 1, disconnected: 9))[0].reason == .brake)
    #expect(rulings(.sample([.sample(facts: ended)]), isClockProven: false)[0].reason == .clockUnknown)
  }

  @Test("a tag is ours by the whole name of the installation")
  func tags() {
    #expect(RemediationTag.value(installation: "prod", sweepID: "20260921-1", version: 57) == "prod/20260921-1/57")
    #expect(RemediationTag.value(installation: "prod", sweepID: "20260921-1", version: nil) == "prod/20260921-1")
    #expect(RemediationTag.isOurs("prod/x", installation: "prod"))
    #expect(RemediationTag.isOurs("prod/", installation: "prod"))
    for other in [nil, "", "prod", "prod2/x", "pro/x", "x/prod/", "PROD/x"] as [String?] {
      #expect(!RemediationTag.isOurs(other, installation: "prod"))
    }
  }
}
