import AgentHealth
import Testing

/// Rule 8, just before the first step.
struct LastLookTests {
  let judged = InstanceCase.sample()
  let replacing = LastLook.Decision.replace(group: "web", [.tag, .detach, .terminate, .deregister])
  let finishing = LastLook.Decision.finish

  func decision(
    _ sighting: Sighting? = .sample(), facts: InstanceFacts = .sample(), twins: [LastLook.Twin] = [], protected: Bool? = false
  ) -> LastLook.Decision {
    LastLook(sighting: sighting, facts: facts, twins: twins, isTerminationProtected: protected)
      .decision(for: judged, installation: installation, policy: Policy(), now: now)
  }

  /// Verdict and reason of a decision to stop.
  func stop(_ decision: LastLook.Decision) -> [String]? {
    if case .stop(let ruling) = decision { [ruling.verdict.rawValue, ruling.reason.rawValue] } else { nil }
  }

  /// Another registration of the same EC2 instance; the sample's own is a day old.
  func twin(_ id: String = "ci-8", connected: Bool = false, age: Duration? = .seconds(2 * 86400)) -> LastLook.Twin {
    LastLook.Twin(cluster: "batch", containerInstance: id, agentConnected: connected, registeredAt: age.map { now - $0 })
  }

  @Test("still disconnected, active, running, in service, unprotected: replace it in the group it is in now")
  func replace() {
    #expect(decision() == replacing)
    #expect(decision(facts: .sample(tag: ourTag)) == replacing)
  }

  @Test("a connected agent stops everything, whatever else is true", arguments: [nil, ourTag, theirTag])
  func recovered(tag: String?) {
    #expect(stop(decision(.sample(connected: true), facts: .sample(tag: tag))) == ["healthy", "recovered"])
    #expect(stop(decision(.sample(connected: true), facts: .sample(state: "terminated", tag: tag))) == ["healthy", "recovered"])
    let twin = twin("ci-9", connected: true)
    #expect(stop(decision(.sample(connected: true), twins: [twin])) == ["healthy", "recovered"])
  }

  @Test("a registration that is gone stops")
  func missing() {
    #expect(stop(decision(nil)) == ["healthy", "changed"])
  }

  @Test(
    "another version or another EC2 instance stops: it reconnected in between",
    arguments: [Sighting.sample(version: 8), .sample(version: 9), .sample(version: nil), .sample(ec2: "i-0123456789abcdef1")])
  func changed(sighting: Sighting) {
    #expect(stop(decision(sighting)) == ["deferred", "changed"])
    #expect(stop(decision(sighting, facts: .sample(state: "terminated", tag: ourTag, group: nil))) == ["deferred", "changed"])
  }

  @Test(
    "facts that forbid stop, by name",
    arguments: [
      (InstanceFacts.sample(unreadable: ["DescribeAutoScalingInstances: throttled"]), ["held", "facts_unknown"]),
      (.sample(tag: ourTag, group: nil, unreadable: ["throttled"]), ["held", "facts_unknown"]),
      (.sample(state: nil), ["held", "facts_unknown"]),
      (.sample(state: nil, tag: ourTag, group: nil), ["held", "facts_unknown"]),
      (.sample(managed: true), ["ignored", "operator_managed"]),
      (.sample(tag: theirTag), ["held", "foreign_tag"]),
      (.sample(state: "terminated", tag: theirTag), ["held", "foreign_tag"]),
      (.sample(state: "terminated"), ["ignored", "terminated"]),
      (.sample(state: "shutting-down"), ["ignored", "terminated"]),
      (.sample(state: "gone"), ["ignored", "terminated"]),
      (.sample(state: "stopped"), ["ignored", "not_running"]),
      (.sample(state: "stopping"), ["ignored", "not_running"]),
      (.sample(state: "pending"), ["ignored", "not_running"]),
      (.sample(state: "stopped", tag: ourTag, group: nil), ["ignored", "not_running"]),
      (.sample(group: nil), ["held", "no_group"]),
      (.sample(lifecycle: "Standby"), ["held", "not_in_service"]),
      (.sample(lifecycle: "Terminating"), ["held", "not_in_service"]),
      (.sample(tag: ourTag, lifecycle: "Detaching"), ["held", "not_in_service"]),
    ])
  func forbidden(facts: InstanceFacts, expected: [String]) {
    #expect(stop(decision(facts: facts)) == expected)
  }

  @Test("termination protection holds, and so does not knowing", arguments: [ourTag, nil])
  func protection(tag: String?) {
    #expect(stop(decision(facts: .sample(tag: tag), protected: true)) == ["held", "termination_protected"])
    #expect(stop(decision(facts: .sample(tag: tag), protected: nil)) == ["held", "facts_unknown"])
    #expect(stop(decision(facts: .sample(tag: ourTag, group: nil), protected: true)) == ["held", "termination_protected"])
  }

  @Test("only ACTIVE is replaced or finished", arguments: ["DRAINING", "DEREGISTERING", "REGISTERING", ""])
  func notActive(status: String) {
    #expect(stop(decision(.sample(status: status))) == ["held", "draining"])
    #expect(stop(decision(.sample(status: status), facts: .sample(tag: ourTag, group: nil))) == ["held", "draining"])
  }

  @Test("what is INACTIVE was deregistered by somebody since: nothing is begun or finished")
  func inactive() {
    #expect(stop(decision(.sample(status: "INACTIVE"))) == ["healthy", "changed"])
    #expect(stop(decision(.sample(status: "INACTIVE"), facts: .sample(tag: ourTag, group: nil))) == ["healthy", "changed"])
  }

  @Test("what the group let go on our behalf is finished")
  func finish() {
    #expect(decision(facts: .sample(tag: ourTag, group: nil)) == finishing)
  }

  @Test(
    "what the group let go and whose agent was back since then is left to a person", arguments: ["ours/sweep-1/5", "ours/sweep-1", "ours/"])
  func stranded(tag: String) {
    #expect(stop(decision(facts: .sample(tag: tag, group: nil))) == ["held", "stranded"])
  }

  @Test("what EC2 ended on our behalf is deregistered", arguments: ["terminated", "shutting-down", "gone"])
  func deregister(state: String) {
    let facts = InstanceFacts.sample(state: state, tag: ourTag, group: nil)
    let expected = LastLook.Decision.deregister(Ruling(.due, .unfinished, "EC2 state \(state), still registered"))
    #expect(decision(facts: facts, protected: nil) == expected)
    #expect(decision(.sample(status: "DRAINING"), facts: facts, protected: nil) == expected)
  }

  @Test("a connected second registration: only the stale one is deregistered, the machine is left alone")
  func connectedTwin() {
    let connected = twin("ci-9", connected: true)
    let detail = "the same EC2 instance is connected as ci-9 in cluster batch"
    let expected = LastLook.Decision.deregister(Ruling(.due, .duplicateRegistration, detail))
    #expect(decision(twins: [twin(), connected]) == expected)
    #expect(decision(facts: .sample(tag: ourTag, group: nil), twins: [connected]) == expected)
    #expect(decision(twins: [connected], protected: nil) == expected)
    #expect(stop(decision(facts: .sample(tag: theirTag), twins: [connected])) == ["held", "foreign_tag"])
  }

  @Test("a disconnected second registration: an older one is a leftover, any other may be the living one and holds")
  func disconnectedTwin() {
    #expect(decision(twins: [twin()]) == replacing)
    #expect(decision(facts: .sample(tag: ourTag, group: nil), twins: [twin()]) == finishing)
    for age in [Duration.seconds(86400), .seconds(3600), .zero, nil] {
      #expect(stop(decision(twins: [twin(), twin(age: age)])) == ["held", "duplicate_registration"])
      #expect(stop(decision(facts: .sample(tag: ourTag, group: nil), twins: [twin(age: age)])) == ["held", "duplicate_registration"])
    }
    let undated = LastLook(sighting: .sample(registered: nil), facts: .sample(), twins: [twin()], isTerminationProtected: false)
    #expect(
      stop(undated.decision(for: judged, installation: installation, policy: Policy(), now: now)) == ["held", "duplicate_registration"])
  }

  @Test("a connected second registration is not looked at where facts are missing or the instance is not ours")
  func twinLast() {
    let connected = twin("ci-9", connected: true)
    #expect(stop(decision(facts: .sample(unreadable: ["throttled"]), twins: [connected])) == ["held", "facts_unknown"])
    #expect(stop(decision(facts: .sample(managed: true), twins: [connected])) == ["ignored", "operator_managed"])
  }

  @Test("an ID that is not EC2's stops, even if it was judged so")
  func external() {
    let external = Sighting.sample(ec2: "mi-0123456789abcdef0")
    let found = LastLook(sighting: external, facts: .sample(), twins: [], isTerminationProtected: false)
      .decision(for: .sample(external), installation: installation, policy: Policy(), now: now)
    #expect(stop(found) == ["ignored", "external"])
  }
}

/// The key `method`: who ends the machine, and when its registration goes.
struct MethodTests {
  private func decision(
    _ method: RemediationMethod, hooks: [String] = [], drains: Bool = false
  ) -> LastLook.Decision {
    var policy = Policy()
    policy.method = method
    var facts = InstanceFacts.sample()
    facts.group?.terminatingHooks = hooks
    facts.group?.capacityProvider = CapacityProvider(name: "p", protectsInstances: true, drainsInstances: drains)
    return LastLook(sighting: .sample(), facts: facts, twins: [], isTerminationProtected: false)
      .decision(for: .sample(), installation: installation, policy: policy, now: now)
  }

  @Test("a machine ends before its registration, so that no task runs twice")
  func order() {
    #expect(decision(.asg).steps == [.tag, .terminateInGroup, .deregister])
    #expect(decision(.unhealthy).steps == [.tag, .setUnhealthy, .deregister])
  }

  @Test("where the group would wait until it is drained, its registration goes first: a dead agent drains nothing")
  func waitedFor() {
    for (hooks, drains) in [(["drain"], false), ([], true)] {
      #expect(decision(.asg, hooks: hooks, drains: drains).steps == [.tag, .deregister, .terminateInGroup])
      #expect(decision(.unhealthy, hooks: hooks, drains: drains).steps == [.tag, .deregister, .setUnhealthy])
    }
  }

  @Test("a provider that manages instances holds only what would be detached")
  func managed() {
    #expect(decision(.detach).ruling?.reason == .capacityProvider)
    #expect(decision(.asg).ruling == nil && decision(.unhealthy).ruling == nil)
  }

  @Test("what its group is ending on our behalf waits, and is not held")
  func ending() {
    let facts = InstanceFacts.sample(tag: ourTag, lifecycle: "Terminating:Wait")
    #expect(rulings(.sample([.sample(facts: facts)])).map(\.reason) == [.terminating])
    #expect(rulings(.sample([.sample(facts: .sample(lifecycle: "Terminating:Wait"))])).map(\.reason) == [.notInService])
  }
}
