import AgentHealth
import Testing

/// Rule 4 beyond one cluster, and rule 5.
struct WideBrakeTests {
  let accounts = (1...4).map { "11112222333\($0)" }

  /// A cluster of each account with so many instances of which so many are out, all in one zone of two.
  private func pictures(observed: [Int], out: [Int], policy: Policy = Policy()) -> [Picture] {
    zip(observed, out).enumerated().map { index, size in
      let target = Target(account: accounts[index], region: web.region, cluster: "web")
      let cases = (0..<size.1).map { InstanceCase.numbered(index * 100 + $0, group: "web-\(index)") }
      var picture = Picture.sample(cases, target: target, observed: size.0, policy: policy)
      picture.zones = ["euw1-az1": size.0 / 2, "euw1-az2": size.0 - size.0 / 2]
      return picture
    }
  }

  private func judge(_ memory: BrakeMemory = BrakeMemory()) -> Judge {
    Judge(now: now, isClockProven: true, installation: installation, memory: memory)
  }

  @Test("one in each cluster is little, and too much of their zone over all accounts: all are held")
  func zone() {
    // 4 of 24 in the Region are within 20 %, 4 of 12 in the zone are not.
    let all = pictures(observed: [6, 6, 6, 6], out: [1, 1, 1, 1])
    let judged = judge().judge(all)
    #expect(judged.allSatisfy { $0.ruling.verdict == .held && $0.ruling.reason == .brake })
    #expect(judged[0].ruling.detail.contains("4 of 12 disconnected in zone euw1-az1 of eu-west-1 over all accounts, 2 allowed"))
    let holds = judge().holds(all).map { "\($0.place) \($0.rule.rawValue)" }
    #expect(holds == ["zone euw1-az1 of eu-west-1 brake"])
  }

  @Test("too many of a group are held, whatever its clusters' sizes")
  func group() {
    var cases = (1...3).map { InstanceCase.numbered($0, group: "small") } + [.numbered(9, group: "other")]
    for index in cases.indices {
      cases[index].facts.membership = .init(group: cases[index].facts.membership!.group, lifecycleState: "InService", size: 10)
    }
    let found = rulings(.sample(cases))
    #expect(found.map(\.reason) == [.brake, .brake, .brake, .disconnected])
    #expect(found[0].detail == "3 of 10 disconnected in Auto Scaling group small, 2 allowed (max_disconnected 20%)")
  }

  @Test("half of a Region in two accounts is the control plane, and no limit lifts that; half in one account is not")
  func controlPlane() {
    var policy = Policy()
    policy.maxDisconnected = .share(percent: 100)
    let two = judge().judge(pictures(observed: [6, 6], out: [3, 3], policy: policy))
    #expect(two.allSatisfy { $0.ruling.reason == .controlPlaneSuspected })
    let one = judge().judge(pictures(observed: [12, 12], out: [6, 0], policy: policy))
    #expect(!one.contains { $0.ruling.reason == .controlPlaneSuspected })
  }

  @Test("all of three in an account and Region are the control plane, two are not", arguments: [(2, false), (3, true)])
  func allOf(count: Int, holds: Bool) {
    var policy = Policy()
    policy.maxDisconnected = .share(percent: 100)
    let judged = judge().judge(pictures(observed: [count, 60], out: [count, 0], policy: policy))
    #expect(judged.allSatisfy { ($0.ruling.reason == .controlPlaneSuspected) == holds })
  }

  @Test("more than 1,000 disconnected in an account and Region are held, whatever the limit", arguments: [(1000, false), (1001, true)])
  func thousand(disconnected: Int, holds: Bool) {
    var policy = Policy()
    policy.maxDisconnected = .share(percent: 100)
    let judged = judge().judge([.sample([.numbered(1)], observed: 100_000, disconnected: disconnected, policy: policy)])
    #expect((judged[0].ruling.reason == .controlPlaneSuspected) == holds)
  }

  @Test(
    "a Region of which too much was tried and failed is held; access denied and what was not reached are no news of it",
    arguments: [(Gap.failed, 1, false), (.failed, 2, true), (.accessDenied, 9, false), (.notReached, 9, false)])
  func unreadable(gap: Gap, count: Int, holds: Bool) {
    var memory = BrakeMemory()
    memory.readings[web.region] = (0..<10).map { Reading(account: "1", gap: $0 < count ? gap : nil, isBlank: false) }
    let judged = judge(memory).judge([.sample([.numbered(1)])])
    #expect((judged[0].ruling.reason == .regionUnreadable) == holds)
  }

  @Test("an account of several that is silent as a whole holds its Region")
  func silentAccount() {
    var memory = BrakeMemory()
    memory.readings[web.region] = (0..<40).map { Reading(account: $0 == 0 ? "2" : "1", gap: $0 == 0 ? .failed : nil, isBlank: $0 == 0) }
    #expect(judge(memory).judge([.sample([.numbered(1)])])[0].ruling.reason == .regionUnreadable)
  }

  @Test("what other workers saw counts beside the own picture, while it is fresh and not of the own clusters")
  func witness() {
    let own = pictures(observed: [24], out: [2])
    func reason(_ age: Duration, account: String) -> Reason {
      var memory = BrakeMemory()
      memory.tallies[web.region] = [
        Tally(account: account, scope: "zone:euw1-az1:web", observed: 12, disconnected: 10, at: now - age),
        Tally(account: account, scope: "cluster:web", observed: 24, disconnected: 10, at: now - age),
      ]
      return judge(memory).judge(own)[0].ruling.reason
    }
    #expect(reason(.seconds(60), account: accounts[1]) == .controlPlaneSuspected)
    #expect(reason(.seconds(1801), account: accounts[1]) == .disconnected, "it says nothing about now")
    #expect(reason(.seconds(60), account: accounts[0]) == .disconnected, "the own picture is newer")
  }

  @Test("where fewer than 6 instances can vouch, a run must have lasted an hour; another worker's tally vouches too")
  func lone() {
    let young = InstanceCase.numbered(1, age: .seconds(3599))
    let five = Picture.sample([young], observed: 5)
    #expect(rulings(five)[0].verdict == .striking)
    #expect(rulings(.sample([.numbered(1, age: .seconds(3600))], observed: 5))[0].verdict == .due)
    #expect(rulings(.sample([young], observed: 6))[0].verdict == .due)
    var memory = BrakeMemory()
    memory.tallies[web.region] = [Tally(account: "2", scope: "cluster:web", observed: 1, disconnected: 0, at: now)]
    #expect(judge(memory).judge([five])[0].ruling.verdict == .due)
  }

  @Test("what was held is held on until its cool-down is over, and its runs count from then")
  func coolDown() {
    let due = Picture.sample([.numbered(1, age: .seconds(3600))])
    let name = "cluster:\(web.account):\(web.cluster)@20%"
    func ruling(heldFor: Duration, releasedFor: Duration?) -> Ruling {
      var memory = BrakeMemory()
      memory.holds[web.region] = [name: Hold(heldAt: now - heldFor, releasedAt: releasedFor.map { now - $0 })]
      return judge(memory).judge([due])[0].ruling
    }
    #expect(ruling(heldFor: .seconds(1800), releasedFor: nil).verdict == .held, "it is released only now")
    #expect(ruling(heldFor: .seconds(1800), releasedFor: .seconds(900 + 599)).verdict == .striking, "10 minutes from the cool-down's end")
    #expect(ruling(heldFor: .seconds(1800), releasedFor: .seconds(900 + 600)).verdict == .due)
    let names = judge().holdNames([due])[web.region] ?? []
    #expect(names.contains(name) && names.contains("hard"))
  }

  @Test("only what changed is remembered: the first hold, and the release")
  func remember() {
    let over = Picture.sample((1...30).map { .numbered($0) })
    let name = "cluster:\(web.account):\(web.cluster)@20%"
    #expect(judge().holdsToRemember([over])[web.region]?[name] == Hold(heldAt: now))
    var memory = BrakeMemory()
    memory.holds[web.region] = judge().holdsToRemember([over])[web.region]
    #expect(judge(memory).holdsToRemember([over]).isEmpty)
    #expect(judge(memory).holdsToRemember([.sample([.numbered(1)])])[web.region]?[name] == Hold(heldAt: now, releasedAt: now))
  }

  @Test(
    "a cluster that could not be read whole is not released: nobody saw the end of its storm",
    arguments: [Observation.Coverage.failed("throttled"), .partial("page 2")])
  func blind(coverage: Observation.Coverage) {
    let over = Picture.sample((1...30).map { .numbered($0) })
    var memory = BrakeMemory()
    memory.holds[web.region] = judge().holdsToRemember([over])[web.region]
    let name = "cluster:\(web.account):\(web.cluster)@20%"
    func released(_ cases: [InstanceCase]) -> [String] {
      var picture = Picture.sample(cases, observed: cases.count)
      picture.observation.coverage = coverage
      return (judge(memory).holdsToRemember([picture])[web.region] ?? [:]).filter { $1.releasedAt != nil }.keys.filter {
        !$0.hasPrefix("zone") && !$0.hasPrefix("region")
      }
    }
    #expect(released([]) == [])
    if case .partial = coverage { #expect(released([.numbered(1)]) == [], "nor is its group") }
    var blind = Picture.sample([], observed: 0)
    blind.observation.coverage = coverage
    let row = judge(memory).holds([blind]).first { $0.scope == .cluster(web) }
    #expect(row?.rule == .brake && row?.change == nil && row?.hold == memory.holds[web.region]?[name])
    #expect(row?.detail.contains("it was held when it was last read completely") == true)
  }

  @Test("a cluster held for longer than max_hold is worked off one at a time; a zone never is")
  func workedOff() {
    var policy = Policy()
    (policy.perCluster, policy.perGroup) = (100, 100)
    let name = "cluster:\(web.account):\(web.cluster)@20%"
    let cases = (1...3).map { InstanceCase.numbered($0, age: .seconds(7200), group: "g\($0)") }
    var memory = BrakeMemory()
    memory.holds[web.region] = [name: Hold(heldAt: now - .seconds(3600))]
    var picture = Picture.sample(cases, observed: 10, policy: policy)
    var rest = Picture.sample([], target: Target(account: web.account, region: web.region, cluster: "batch"), policy: policy)
    rest.zones = ["euw1-az1": 100]
    #expect(judge(memory).judge([picture, rest]).map(\.ruling.verdict) == [.due, .held, .held])
    // What lives and is registered nowhere may be of this cluster.
    var other = judge(memory)
    other.unseen = [web.budgetGroup("g9"): 1]
    #expect(other.judge([picture, rest]).map(\.ruling.verdict) == [.held, .held, .held])
    other.unseen = ["444455556666/\(web.region)/g9": 1]
    #expect(other.judge([picture, rest]).map(\.ruling.verdict) == [.due, .held, .held])
    memory.holds[web.region] = [name: Hold(heldAt: now - .seconds(3599))]
    #expect(judge(memory).judge([picture, rest]).map(\.ruling.verdict) == [.held, .held, .held])
    // The same where the zone is over its limit too.
    memory.holds[web.region] = [name: Hold(heldAt: now - .seconds(7200)), "zone:euw1-az1@20%": Hold(heldAt: now - .seconds(7200))]
    picture.zones = ["euw1-az1": 10]
    rest.zones = ["euw1-az2": 100]
    #expect(judge(memory).judge([picture, rest]).map(\.ruling.verdict) == [.held, .held, .held])
  }

  @Test("where what is held could not be recalled, everything is held")
  func notRecalled() {
    var memory = BrakeMemory()
    memory.unreadable[web.region] = "connection lost"
    let ruling = judge(memory).judge([.sample([.numbered(1)])])[0].ruling
    #expect(ruling == Ruling(.held, .brake, "what was held in eu-west-1 could not be recalled: connection lost"))
  }
}
