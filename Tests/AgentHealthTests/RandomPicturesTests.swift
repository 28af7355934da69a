import AgentHealth
import Testing

/// SplitMix64: a small generator whose sequence a seed replays.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Random fleets, most of whose instances are due or nearly so.
struct RandomFleet {
  var random: SeededGenerator

  /// One of `values`, which is not empty.
  mutating func one<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

  /// `usual` nine times out of ten.
  mutating func mostly<T>(_ usual: T, _ others: [T]) -> T { Int.random(in: 0..<10, using: &random) > 0 ? usual : one(others) }

  mutating func instance(_ number: Int) -> InstanceCase {
    let digits = String(number)
    let ec2 = mostly("i-" + String(repeating: "0", count: 17 - digits.count) + digits, ["mi-0123456789abcdef0", ""])
    let tag = mostly(nil, [ourTag, ourTag, theirTag])
    let sighting = Sighting.sample(
      "ci-\(digits)", ec2: ec2, connected: mostly(false, [true]), status: mostly("ACTIVE", ["DRAINING", "REGISTERING"]),
      update: mostly(nil, ["UPDATING"]))
    let record = StrikeRecord.sample(
      count: one([1, 2, 2, 2, 3]), age: .seconds(one([300, 600, 3600, 7200])),
      restarts: mostly([], [[.seconds(1), .seconds(2), .seconds(3)]]), updating: mostly(nil, [.seconds(60)]))
    let facts = InstanceFacts.sample(
      state: mostly("running", ["stopped", "terminated", "gone", nil]), managed: mostly(false, [true]), tag: tag,
      group: mostly("g\(number % 3)", [nil]), lifecycle: mostly("InService", ["Standby"]), unreadable: mostly([], [["throttled"]]))
    let confirmation = mostly(Confirmation.confirmed, [.countedElsewhere, .unknown("lost")])
    return InstanceCase(sighting: sighting, record: mostly(record, [nil]), facts: facts, confirmation: confirmation)
  }

  mutating func picture(_ number: Int) -> Picture {
    var policy = Policy()
    policy.maxDisconnected = one([.share(percent: 20), .share(percent: 100), .count(2), .count(0)])
    policy.perGroup = mostly(one([1, 1, 2]), [0])
    policy.perCluster = mostly(one([1, 2, 5]), [0])
    policy.perSweep = mostly(5, [0, 1])
    let cases = (0..<Int.random(in: 0...8, using: &random)).map { instance(number * 10 + $0) }
    let target = Target(account: one(["1", "2"]), region: one(["a", "b"]), cluster: "c\(number)")
    return .sample(
      cases, target: target, observed: cases.count + one([0, 5, 50]), coverage: mostly(.complete, [.partial("page 2"), .failed("denied")]),
      policy: policy)
  }
}

/// What holds for every fleet. A failure names its seed.
struct RandomPicturesTests {
  struct Group: Hashable {
    let account: String
    let region: String
    let name: String?
  }

  let judge = Judge(now: now, isClockProven: true, installation: installation)

  @Test("2,000 random fleets: nothing connected is due, budgets and brakes hold, and the order of clusters does not matter")
  func fleets() {
    var dueInAll = 0
    for seed in UInt64(0)..<2000 {
      var fleet = RandomFleet(random: SeededGenerator(state: seed))
      let pictures = (0..<Int.random(in: 1...6, using: &fleet.random)).map { fleet.picture($0) }
      let judged = judge.judge(pictures)
      dueInAll += judged.count { $0.ruling.verdict == .due }
      checkIdentity(judged, seed: seed)
      checkBudgets(judged, pictures, seed: seed)
      checkHolds(judged, pictures, seed: seed)
      #expect(judge.judge(pictures) == judged, "seed \(seed)")
      #expect(Set(judge.judge(pictures.shuffled(using: &fleet.random))) == Set(judged), "seed \(seed)")
      let unproven = Judge(now: now, isClockProven: false, installation: installation).judge(pictures)
      #expect(!unproven.contains { $0.ruling.verdict == .due }, "seed \(seed)")
    }
    #expect(dueInAll > 500, "the fleets are too quiet to prove anything")
  }

  /// Nothing connected, external, managed, stopped, foreign or unread is ever due.
  func checkIdentity(_ judged: [Judged], seed: UInt64) {
    for item in judged where item.ruling.verdict == .due {
      let (sighting, facts) = (item.instance.sighting, item.instance.facts)
      #expect(!sighting.agentConnected && sighting.isEC2 && !facts.isOperatorManaged && facts.unreadable.isEmpty, "seed \(seed)")
      #expect(facts.remediationTag != theirTag && facts.ec2State != nil && facts.ec2State != "stopped", "seed \(seed)")
      if facts.ec2State == "running" {
        #expect((item.instance.record?.count ?? 0) >= 2 && sighting.status == "ACTIVE", "seed \(seed)")
      }
    }
  }

  /// What is begun by this sweep, with what is open, stays within every budget; where a budget is 0 nothing is due.
  func checkBudgets(_ judged: [Judged], _ pictures: [Picture], seed: UInt64) {
    let policies = Dictionary(uniqueKeysWithValues: pictures.map { ($0.target, $0.policy) })
    func isOpen(_ item: Judged) -> Bool { RemediationTag.isOurs(item.instance.facts.remediationTag, installation: installation) }
    func group(_ item: Judged) -> Group {
      Group(account: item.target.account, region: item.target.region, name: item.instance.facts.membership?.group)
    }
    let begun = judged.filter { $0.ruling.verdict == .due && $0.ruling.reason == .disconnected }
    #expect(begun.count <= pictures.map(\.policy.perSweep).max() ?? 0, "seed \(seed)")
    for item in judged where item.ruling.verdict == .due {
      let policy = policies[item.target] ?? Policy()
      #expect(policy.perCluster > 0 && policy.perGroup > 0 && policy.perSweep > 0, "seed \(seed)")
    }
    for item in begun where !isOpen(item) {
      let policy = policies[item.target] ?? Policy()
      let inCluster = judged.count { $0.target == item.target && (isOpen($0) || begun.contains($0)) }
      let inGroup = judged.count { group($0) == group(item) && (isOpen($0) || begun.contains($0)) }
      #expect(inCluster <= policy.perCluster, "seed \(seed)")
      // Clusters of one group may have different budgets: the largest of them bounds the group.
      let largest = begun.filter { group($0) == group(item) && !isOpen($0) }.compactMap { policies[$0.target]?.perGroup }.max() ?? 0
      #expect(inGroup <= largest, "seed \(seed)")
    }
  }

  /// A cluster that is held or not read completely has nothing due.
  func checkHolds(_ judged: [Judged], _ pictures: [Picture], seed: UInt64) {
    for picture in pictures
    where picture.observation.coverage != .complete
      || Brake(.cluster(picture.target), BrakeFigures(picture, installation: installation), limit: picture.policy.maxDisconnected).holds
    {
      #expect(!judged.contains { $0.target == picture.target && $0.ruling.verdict == .due }, "seed \(seed)")
    }
  }
}
