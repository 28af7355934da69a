import AgentHealth

/// Half past something in 2026: the time at which the rules are asked, unless a test says otherwise.
let now = Timestamp(seconds: 1_790_000_000)
let web = Target(account: "111122223333", region: "eu-west-1", cluster: "web")
/// Whose tags are ours in these tests.
let installation = "ours"
/// Begun at version 7, which the samples have.
let ourTag = "ours/sweep-1/7"
let theirTag = "theirs/sweep-1/7"

extension Sighting {
  /// A disconnected, active instance.
  static func sample(
    _ id: String = "ci-1", ec2: String = "i-0123456789abcdef0", connected: Bool = false, status: String = "ACTIVE",
    version: Int64? = 7, registered: Duration? = .seconds(86400), update: String? = nil
  ) -> Sighting {
    Sighting(
      containerInstance: id, ec2Instance: ec2, agentConnected: connected, status: status, version: version,
      registeredAt: registered.map { now - $0 }, agentUpdateStatus: update)
  }
}

extension InstanceFacts {
  /// Running for a day in group `web`.
  static func sample(
    state: String? = "running", launched: Duration? = .seconds(86400), ended: Duration? = nil, managed: Bool = false, tag: String? = nil,
    group: String? = "web", lifecycle: String = "InService", protected: Bool = false,
    facts: GroupFacts? = GroupFacts(desired: 3, inService: 3),
    holds: [HoldTags] = [], unreadable: [String] = []
  ) -> InstanceFacts {
    InstanceFacts(
      ec2State: state, launchedAt: launched.map { now - $0 }, endedAt: ended.map { now - $0 }, zoneID: "euw1-az1",
      isOperatorManaged: managed, remediationTag: tag,
      membership: group.map { .init(group: $0, lifecycleState: lifecycle, isProtectedFromScaleIn: protected, size: 100) },
      group: group == nil ? nil : facts, holds: holds, unreadable: unreadable)
  }
}

extension StrikeRecord {
  /// A run that is due by the defaults: two strikes, an hour.
  static func sample(
    count: Int = 2, age: Duration = .seconds(3600), seen: String = "sweep-2", version: Int64? = 7, restarts: [Duration] = [],
    updating: Duration? = nil
  ) -> StrikeRecord {
    StrikeRecord(
      count: count, since: now - age, seen: seen, version: version, restarts: restarts.map { now - $0 },
      updatingSince: updating.map { now - $0 })
  }
}

extension InstanceCase {
  /// An instance that is due by all rules.
  static func sample(
    _ sighting: Sighting = .sample(), record: StrikeRecord? = .sample(), facts: InstanceFacts = .sample(),
    confirmation: Confirmation = .confirmed
  ) -> InstanceCase {
    InstanceCase(sighting: sighting, record: record, facts: facts, confirmation: confirmation)
  }

  /// A due instance with an ID of its own.
  static func numbered(_ number: Int, age: Duration = .seconds(3600), tag: String? = nil, group: String? = "web") -> InstanceCase {
    let digits = String(number)
    let ec2 = "i-" + String(repeating: "0", count: 17 - digits.count) + digits
    return .sample(.sample("ci-\(digits)", ec2: ec2), record: .sample(age: age), facts: .sample(tag: tag, group: group))
  }
}

extension Picture {
  /// A cluster of 100 in which `cases` are what is not healthy.
  static func sample(
    _ cases: [InstanceCase], target: Target = web, observed: Int = 100, disconnected: Int? = nil,
    coverage: Observation.Coverage = .complete, policy: Policy = Policy()
  ) -> Picture {
    let counted = disconnected ?? cases.count { $0.sighting.isCounted && !$0.sighting.agentConnected }
    return Picture(
      observation: Observation(
        target: target, coverage: coverage, observed: observed, disconnected: counted, sightings: cases.map(\.sighting)),
      policy: policy, cases: cases, zones: ["euw1-az1": observed])
  }
}

/// What the rules say at `now`, in the order of the pictures' cases.
func rulings(_ pictures: Picture..., isClockProven: Bool = true) -> [Ruling] {
  Judge(now: now, isClockProven: isClockProven, installation: installation).judge(pictures).map(\.ruling)
}

/// What the rules say of one instance in a cluster of 100.
func ruling(_ instance: InstanceCase, policy: Policy = Policy()) -> Ruling {
  rulings(.sample([instance], policy: policy))[0]
}
