import AgentHealth
import Testing

/// Rule 4, scope cluster.
struct BrakeTests {
  @Test(
    "what a limit allows",
    arguments: [
      (Limit.count(0), 10, 0), (.count(1), 10, 1), (.count(3), 2, 3),
      (.share(percent: 0), 10, 0), (.share(percent: 0), 0, 0),
      (.share(percent: 100), 7, 7), (.share(percent: 1), 99, 1), (.share(percent: 1), 100, 1), (.share(percent: 1), 200, 2),
      (.share(percent: 33), 10, 3), (.share(percent: 20), 0, 1),
    ])
  func allowed(limit: Limit, observed: Int, expected: Int) {
    #expect(limit.allowed(of: observed) == expected)
  }

  @Test("20 % of 1 to 15 allows one at least, then rounds down")
  func fifth() {
    #expect((1...15).map { Limit.share(percent: 20).allowed(of: $0) } == [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3])
  }

  func brake(_ cases: [InstanceCase], observed: Int, disconnected: Int? = nil, limit: Limit = .share(percent: 20)) -> Brake {
    var policy = Policy()
    policy.maxDisconnected = limit
    let picture = Picture.sample(cases, observed: observed, disconnected: disconnected, policy: policy)
    return Brake(.cluster(web), BrakeFigures(picture, installation: installation), limit: limit)
  }

  @Test(
    "it holds when more is disconnected than allowed, not when as much",
    arguments: [(2, Limit.share(percent: 20), false), (3, .share(percent: 20), true), (1, .count(0), true), (0, .count(0), false)])
  func boundary(disconnected: Int, limit: Limit, holds: Bool) {
    let cases = (0..<disconnected).map { InstanceCase.numbered($0) }
    #expect(brake(cases, observed: 10, limit: limit).holds == holds)
  }

  @Test("disconnected instances count whatever their strikes, also those nobody kept")
  func withoutStrikes() {
    let fresh = InstanceCase.sample(record: nil)
    #expect(brake([fresh], observed: 5, disconnected: 2).holds)
    #expect(brake([fresh], observed: 5, disconnected: 1).figures.disconnected == 1)
  }

  @Test(
    "silent on purpose: leaves numerator and denominator",
    arguments: [
      InstanceFacts.sample(state: "pending"), .sample(state: "stopping"), .sample(state: "stopped"), .sample(state: "shutting-down"),
      .sample(state: "terminated"), .sample(state: "gone"), .sample(managed: true), .sample(state: nil, managed: true),
      .sample(state: "terminated", tag: theirTag),
    ])
  func silentOnPurpose(facts: InstanceFacts) {
    let found = brake([.sample(facts: facts), .numbered(2)], observed: 10)
    #expect((found.figures.disconnected, found.figures.observed) == (1, 9))
  }

  @Test("an instance whose EC2 state is unknown stays in both")
  func unknownState() {
    let found = brake([.sample(facts: .sample(state: nil, unreadable: ["throttled"]))], observed: 10)
    #expect((found.figures.disconnected, found.figures.observed) == (1, 10))
  }

  @Test("a remediation in flight counts as disconnected after EC2 ended the instance")
  func inFlight() {
    let found = brake([.sample(facts: .sample(state: "terminated", tag: ourTag, group: nil)), .numbered(2)], observed: 10)
    #expect((found.figures.disconnected, found.figures.observed) == (2, 9))
    #expect(found.holds)
  }

  @Test(
    "external, registering and connected instances were never counted, so they are not taken away",
    arguments: [
      Sighting.sample(ec2: "mi-0123456789abcdef0"), .sample(status: "REGISTERING"), .sample(status: "DEREGISTERING"),
      .sample(connected: true),
    ])
  func neverCounted(sighting: Sighting) {
    let found = brake([.sample(sighting, facts: .sample(state: "stopped")), .numbered(2)], observed: 10)
    #expect((found.figures.disconnected, found.figures.observed) == (1, 10))
  }

  @Test("all of a large cluster stopped at night leaves nothing to hold")
  func stoppedAtNight() {
    let cases = (0..<50).map { number in
      var instance = InstanceCase.numbered(number)
      instance.facts.ec2State = "stopped"
      return instance
    }
    let found = brake(cases, observed: 52)
    #expect((found.figures.disconnected, found.figures.observed, found.holds) == (0, 2, false))
  }

  @Test("more than 1,000 disconnected hold the Region whatever the limit: only the first 1,000 were looked at")
  func moreThanAThousand() {
    var policy = Policy()
    policy.maxDisconnected = .share(percent: 100)
    #expect(rulings(.sample([.sample()], observed: 5000, disconnected: 1000, policy: policy))[0].verdict == .due)
    let found = rulings(.sample([.sample()], observed: 5000, disconnected: 1001, policy: policy))[0]
    #expect(found.reason == .controlPlaneSuspected)
    #expect(found.detail == "1001 disconnected in 111122223333/eu-west-1, never more than 1000 whatever the limit")
  }

  @Test("the detail says the figures and the knob")
  func detail() {
    #expect(
      brake([.numbered(1), .numbered(2)], observed: 9).detail == "2 of 9 disconnected in the cluster, 1 allowed (max_disconnected 20%)")
  }
}
