import AgentHealth
import Testing

/// Rule 7.
struct BudgetTests {
  let batch = Target(account: web.account, region: web.region, cluster: "batch")
  let otherAccount = Target(account: "444455556666", region: web.region, cluster: "web")

  func policy(group: Int = 1000, cluster: Int = 1000, sweep: Int = 1000) -> Policy {
    var policy = Policy()
    (policy.perGroup, policy.perCluster, policy.perSweep) = (group, cluster, sweep)
    policy.maxDisconnected = .share(percent: 100)
    return policy
  }

  /// Six due instances, the fifth disconnected for longest, then by ID.
  let six = (1...6).map { InstanceCase.numbered($0, age: $0 == 5 ? .seconds(7200) : .seconds(3600)) }

  @Test(
    "each budget lets as many go as it says, the longest disconnected first, then by ID",
    arguments: [
      (1000, 1000, 1000, [1, 2, 3, 4, 5, 6], Reason?.none),
      (1000, 1000, 3, [1, 2, 5], .perSweep),
      (1000, 2, 1000, [1, 5], .perCluster),
      (1, 1000, 1000, [5], .perGroup),
      (1000, 1000, 0, [], .perSweep),
      (1000, 0, 1000, [], .perCluster),
      (0, 1000, 1000, [], .perGroup),
    ])
  func limits(group: Int, cluster: Int, sweep: Int, due: [Int], reason: Reason?) {
    let found = rulings(.sample(six, policy: policy(group: group, cluster: cluster, sweep: sweep)))
    #expect((1...6).filter { found[$0 - 1].verdict == .due } == due)
    for ruling in found where ruling.verdict != .due {
      #expect(ruling.verdict == .deferred)
      #expect(ruling.reason == reason)
    }
  }

  @Test("by default one of a cluster and five of a sweep go")
  func defaults() {
    let pictures = (1...7).map { number in
      let target = Target(account: web.account, region: web.region, cluster: "c\(number)")
      return Picture.sample([.numbered(number, group: "g\(number)"), .numbered(number + 10, group: "h\(number)")], target: target)
    }
    let found = Judge(now: now, isClockProven: true, installation: installation).judge(pictures).map(\.ruling)
    let due = found.indices.filter { found[$0].verdict == .due }
    #expect(due.count == 5)
    #expect(Set(due.map { $0 / 2 }).count == 5, "two in one cluster")
    #expect(found.count { $0.verdict == .deferred } == 9)
  }

  @Test("of two registrations of one machine one has its turn at a time: they have one place")
  func registrations() {
    let found = [web, batch, otherAccount].map { Picture.sample([.numbered(1)], target: $0, policy: policy()) }
    #expect(Judge(now: now, isClockProven: true, installation: installation).judge(found).map(\.ruling.verdict) == [.deferred, .due, .due])
  }

  @Test("a group that spans two clusters has one budget; the same name in another account has its own")
  func groupOverClusters() {
    let found = rulings(
      .sample([.numbered(1)], policy: policy(group: 1)), .sample([.numbered(2)], target: batch, policy: policy(group: 1)),
      .sample([.numbered(3)], target: otherAccount, policy: policy(group: 1)))
    #expect(found.map(\.verdict) == [.due, .deferred, .due])
    #expect(found[1] == Ruling(.deferred, .perGroup, "1 open in group web already (per_group 1)"))
  }

  @Test("the texts say the figures")
  func details() {
    let five = rulings(.sample(six, policy: policy(sweep: 5)))[5]
    #expect(five.detail == "5 begun in this sweep already (per_sweep 5)")
    let one = rulings(.sample(six, policy: policy(cluster: 1)))[0]
    #expect(one.detail == "1 open in the cluster already (per_cluster 1)")
    #expect(rulings(.sample(six, policy: policy(cluster: 0)))[0].detail == "per_cluster is 0: report only")
  }

  @Test("an open remediation holds its slot in group and cluster, also stranded or detached")
  func openHoldsSlot() {
    let tagged = InstanceCase.sample(.sample("ci-0"), record: .sample(count: 1), facts: .sample(tag: ourTag))
    var stranded = tagged
    stranded.sighting = .sample("ci-0", connected: true)
    var detached = tagged
    detached.facts.membership = nil
    for open in [tagged, stranded, detached] {
      #expect(rulings(.sample([open, .numbered(1)], policy: policy(cluster: 1)))[1].reason == .perCluster)
      #expect(rulings(.sample([open, .numbered(1)], policy: policy(cluster: 2)))[1].verdict == .due)
      #expect(rulings(.sample([open, .numbered(1)], policy: policy(group: 1)))[1].reason == .perGroup)
      #expect(rulings(.sample([open, .numbered(1)], policy: policy(group: 2)))[1].verdict == .due)
    }
    #expect(rulings(.sample([tagged, .numbered(1, group: "batch")], policy: policy(group: 1)))[1].verdict == .due)
  }

  @Test("another installation's remediation is not ours to count")
  func foreign() {
    #expect(rulings(.sample([.numbered(0, tag: theirTag), .numbered(1)], policy: policy(group: 1)))[1].verdict == .due)
  }

  @Test("an open remediation is never deferred by its own slot, nor by others', but by the sweep's budget")
  func openGoesOn() {
    let two = [InstanceCase.numbered(1, tag: ourTag), .numbered(2, tag: ourTag)]
    #expect(rulings(.sample(two, policy: policy(group: 1, cluster: 1))).map(\.verdict) == [.due, .due])
    #expect(rulings(.sample(two, policy: policy(sweep: 1))).map(\.reason) == [.disconnected, .perSweep])
  }

  @Test("unfinished remediations do not count as begun in this sweep")
  func unfinished() {
    let ended = InstanceCase.sample(.sample("ci-0"), facts: .sample(state: "terminated", tag: ourTag, group: nil))
    #expect(rulings(.sample([ended, .numbered(1)], policy: policy(sweep: 1))).map(\.verdict) == [.due, .due])
  }

  @Test("a budget of 0 means report only, also for what was begun")
  func zero() {
    let begun = [
      InstanceCase.numbered(1, tag: ourTag), .numbered(2, tag: ourTag, group: nil),
      .sample(.sample("ci-0"), facts: .sample(state: "terminated", tag: ourTag, group: nil)),
    ]
    for (policy, reason) in [(policy(group: 0), Reason.perGroup), (policy(cluster: 0), .perCluster), (policy(sweep: 0), .perSweep)] {
      let found = rulings(.sample(begun, policy: policy))
      #expect(found.map(\.verdict) == [.deferred, .deferred, .deferred])
      #expect(found.allSatisfy { $0.reason == reason })
    }
  }

  @Test("what is open counts in the hour in which it was begun, however often it asks for its place; what is not, from when it asked last")
  func hourOfWhatIsOpen() {
    let limits = BudgetLimits(perHour: 1, perSweep: 9, perGroup: 9, perCluster: 9)
    for isOpen in [true, false] {
      var book = BudgetBook()
      let claim = { BudgetClaim(instance: $0, cluster: "c", group: nil, isOpen: $1, limits: limits) }
      #expect(book.claim([claim("one", false)], sweepID: "s1", at: now) == [.granted])
      #expect(book.claim([claim("one", isOpen)], sweepID: "s2", at: now + .seconds(3000)) == [.granted])
      let later = book.claim([claim("two", false)], sweepID: "s3", at: now + .seconds(3600))
      #expect(later == [isOpen ? .granted : .refused(.perHour, count: 1)])
    }
  }

  @Test("a place whose instance is gone is free: neither disconnected in its cluster, read whole, nor alive with our tag")
  func endedPlaces() {
    let seen = InstanceCase.numbered(1)
    let (disconnected, gone) = (web.budgetName(seen.sighting.ec2Instance), web.budgetName("i-00000000000000009"))
    let place = { (target: Target) in BudgetBook.Place(cluster: target.description, group: nil, until: now + .seconds(2700)) }
    let book = BudgetBook(open: [disconnected: place(web), gone: place(web), "other": place(batch)])

    #expect(book.ended(in: [.sample([seen])], tagged: [], listedAt: now) == [gone])
    #expect(book.ended(in: [.sample([seen])], tagged: [gone], listedAt: now) == [], "it lives, detached or not")
    #expect(book.ended(in: [.sample([seen], coverage: .partial("throttled"))], tagged: [], listedAt: now) == [])
    #expect(book.ended(in: [.sample([seen], disconnected: 1001)], tagged: [], listedAt: now) == [], "not all disconnected ones were kept")
    #expect(book.ended(in: [], tagged: [], listedAt: now) == [], "a cluster that is not swept")
    for age in [901, 600, 541].map(Duration.seconds) {
      #expect(book.ended(in: [.sample([seen])], tagged: [], listedAt: now - age) == [], "its tag may be younger than the list of tags")
    }
    #expect(book.ended(in: [.sample([seen])], tagged: [], listedAt: now - .seconds(539)) == [gone])
  }
}
