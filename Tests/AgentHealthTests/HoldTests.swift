import AgentHealth
import Testing

/// What people write on instances, groups and clusters, and what groups say of themselves.
@Suite("A hold")
struct HoldTests {
  private static let ahead = HoldTags(bearer: "cluster web", holdUntil: "later", holdUntilTime: now + .seconds(1))

  /// What judge and last look say of a due instance with these facts; they must agree.
  private func said(_ facts: InstanceFacts) -> [String] {
    let judged = ruling(.sample(facts: facts))
    let look = LastLook(sighting: .sample(), facts: facts, twins: [], isTerminationProtected: false)
      .decision(for: .sample(), installation: installation, policy: Policy(), now: now)
    let last = look.ruling ?? Ruling(.due, .disconnected, "")
    #expect(judged.verdict == last.verdict && judged.reason == last.reason, "\(judged) \(last)")
    return [judged.verdict.rawValue, judged.reason.rawValue]
  }

  @Test(
    "by the tag policy: what is not replace, report or ignore is read as report",
    arguments: [
      (nil, "due disconnected"), ("replace", "due disconnected"), ("report", "held tag_policy"), ("ignore", "ignored tag_policy"),
      ("", "held tag_policy"), ("Replace", "held tag_policy"), ("replace ", "held tag_policy"), ("none", "held tag_policy"),
    ])
  func policy(value: String?, expected: String) {
    #expect(said(.sample(holds: [HoldTags(bearer: "instance i-1", policy: value)])).joined(separator: " ") == expected)
  }

  @Test("by a date lasts until that moment, and for ever where the date cannot be read")
  func until() {
    #expect(said(.sample(holds: [Self.ahead])) == ["held", "hold_until"])
    let over = HoldTags(bearer: "cluster web", holdUntil: "now", holdUntilTime: now)
    #expect(said(.sample(holds: [over])) == ["due", "disconnected"])
    let unreadable = HoldTags(bearer: "cluster web", holdUntil: "tomorrow")
    #expect(said(.sample(holds: [unreadable])) == ["held", "hold_until"])
    #expect(ruling(.sample(facts: .sample(holds: [unreadable]))).detail.contains("found \"tomorrow\", expected RFC 3339"))
  }

  @Test("is never lifted by another bearer's replace, wherever it stands")
  func vetoes() {
    let replace = HoldTags(bearer: "instance i-1", policy: "replace")
    for veto in [HoldTags(bearer: "cluster web", policy: "report"), Self.ahead, HoldTags(bearer: "cluster web", policy: "nonsense")] {
      #expect(said(.sample(holds: [replace, veto]))[0] == "held")
      #expect(said(.sample(holds: [veto, replace]))[0] == "held")
    }
    let ignore = HoldTags(bearer: "cluster web", policy: "ignore")
    #expect(said(.sample(holds: [replace, Self.ahead, ignore])) == ["ignored", "tag_policy"])
  }

  @Test("keeps what was begun, and a stale registration, from being ended")
  func everything() {
    #expect(said(.sample(tag: ourTag, group: nil, holds: [Self.ahead])) == ["held", "hold_until"])
    #expect(said(.sample(state: "terminated", tag: ourTag, group: nil, holds: [Self.ahead])) == ["held", "hold_until"])
    let twin = LastLook.Twin(cluster: "batch", containerInstance: "ci-8", agentConnected: true, registeredAt: now)
    let look = LastLook(sighting: .sample(), facts: .sample(holds: [Self.ahead]), twins: [twin], isTerminationProtected: false)
    #expect(look.decision(for: .sample(), installation: installation, policy: Policy(), now: now).ruling?.reason == .holdUntil)
  }

  @Test("by protection from scale-in")
  func protected() {
    #expect(said(.sample(protected: true)) == ["held", "scale_in_protected"])
  }

  @Test("by a capacity provider that protects or drains its instances, unless that is allowed; what it protects no person did")
  func capacityProvider() {
    func facts(protects: Bool, drains: Bool, protected: Bool) -> InstanceFacts {
      let provider = CapacityProvider(name: "web", protectsInstances: protects, drainsInstances: drains)
      return .sample(protected: protected, facts: GroupFacts(desired: 3, inService: 3, capacityProvider: provider))
    }
    var allowed = Policy()
    allowed.allowDetachManaged = true
    func said(_ facts: InstanceFacts, _ policy: Policy = Policy()) -> String {
      ruling(.sample(facts: facts), policy: policy).reason.rawValue
    }
    #expect(said(facts(protects: false, drains: false, protected: false)) == "disconnected")
    for (protects, drains) in [(true, false), (false, true), (true, true)] {
      let held = facts(protects: protects, drains: drains, protected: protects)
      #expect(said(held) == "capacity_provider")
      #expect(said(held, allowed) == "disconnected")
      let look = LastLook(sighting: .sample(), facts: held, twins: [], isTerminationProtected: false)
      let decision = look.decision(for: .sample(), installation: installation, policy: Policy(), now: now)
      #expect(decision.ruling?.reason == .capacityProvider)
    }
    #expect(said(facts(protects: false, drains: true, protected: true), allowed) == "scale_in_protected")
  }

  @Test("by an instance refresh")
  func refresh() {
    #expect(said(.sample(facts: GroupFacts(desired: 3, inService: 3, refresh: "InProgress"))) == ["held", "instance_refresh"])
  }

  @Test(
    "by a zonal shift that moves its group away from its zone, or from any where its own is not known",
    arguments: [
      ("use1-az1", ["use1-az1"], true), ("use1-az1", ["use1-az2"], false), ("use1-az1", [], false), (nil, ["use1-az2"], true),
      (nil, [], false),
    ] as [(String?, [String], Bool)])
  func zonalShift(zone: String?, shiftedFrom: [String], holds: Bool) {
    var group = GroupFacts(desired: 3, inService: 3)
    group.shiftedFrom = Set(shiftedFrom)
    var facts = InstanceFacts.sample(facts: group)
    facts.zoneID = zone
    #expect(said(facts) == (holds ? ["held", "zonal_shift"] : ["due", "disconnected"]))
  }

  @Test(
    "by a suspended process that a replacement needs, and by no other",
    arguments: [
      ("Launch", true), ("Terminate", true), ("ReplaceUnhealthy", true), ("HealthCheck", true), ("AddToLoadBalancer", true),
      ("AlarmNotification", false), ("AZRebalance", false), ("ScheduledActions", false), ("InstanceRefresh", false),
    ])
  func suspended(process: String, holds: Bool) {
    let group = GroupFacts(suspended: [process], desired: 3, inService: 3)
    #expect(said(.sample(facts: group)) == (holds ? ["held", "group_suspended"] : ["due", "disconnected"]))
  }

  @Test("by a group that is being deleted")
  func deleting() {
    #expect(said(.sample(facts: GroupFacts(status: "Delete in progress", desired: 3, inService: 3))) == ["held", "group_deleting"])
  }

  @Test("by a group that has more than it wants: nothing would come in its place")
  func scalingIn() {
    #expect(said(.sample(facts: GroupFacts(desired: 2, inService: 3))) == ["held", "scaling_in"])
    #expect(said(.sample(facts: GroupFacts(desired: 0, inService: 0))) == ["held", "scaling_in"])
    #expect(said(.sample(facts: GroupFacts(desired: 3, inService: 2))) == ["due", "disconnected"])
  }

  @Test("by a group that the last look could not see")
  func unread() {
    let look = LastLook(sighting: .sample(), facts: .sample(facts: nil), twins: [], isTerminationProtected: false)
    #expect(look.decision(for: .sample(), installation: installation, policy: Policy(), now: now).ruling?.reason == .factsUnknown)
  }
}
