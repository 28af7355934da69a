import AgentHealth
import Testing

/// Rule 9: a registration whose EC2 instance is gone.
struct GhostTests {
  static let ended = InstanceCase.sample(record: nil, facts: .sample(state: "terminated", ended: .seconds(600), group: nil))
  static let gone = InstanceCase.sample(.sample(registered: .seconds(3600)), record: nil, facts: .sample(state: "gone", group: nil))

  private func reasons(_ picture: Picture, clock: Bool = true) -> [String] {
    rulings(picture, isClockProven: clock).map { "\($0.verdict.rawValue) \($0.reason.rawValue)" }
  }

  private func decision(_ judged: InstanceCase, _ facts: InstanceFacts, connected: Bool = false) -> String {
    let look = LastLook(
      sighting: .sample(connected: connected, registered: .seconds(3600)), facts: facts, twins: [], isTerminationProtected: false)
    return switch look.decision(for: judged, installation: installation, policy: Policy(), now: now) {
    case .deregister(let ruling): "deregister \(ruling.reason.rawValue)"
    case .stop(let ruling): "\(ruling.verdict.rawValue) \(ruling.reason.rawValue)"
    case .replace, .finish: "terminate"
    }
  }

  @Test("is due once EC2 ended it 10 minutes ago, or has forgotten it and it registered an hour ago", arguments: [ended, gone])
  func due(ghost: InstanceCase) {
    #expect(reasons(.sample([ghost])) == ["due ghost"])
    var later = Policy()
    later.ghostAfter = .seconds(3601)
    #expect(reasons(.sample([ghost], policy: later)) == ["ignored terminated"])
  }

  @Test(
    "is none before that, where EC2 does not say since when, where another installation ended it, or while its agent is connected",
    arguments: [
      InstanceCase.sample(facts: .sample(state: "terminated", ended: .seconds(599))),
      .sample(facts: .sample(state: "terminated")),
      .sample(facts: .sample(state: "terminated", ended: .seconds(600), tag: theirTag)),
      .sample(facts: .sample(state: "shutting-down", ended: .seconds(600))),
      .sample(.sample(registered: .seconds(3599)), facts: .sample(state: "gone")),
      .sample(.sample(registered: nil), facts: .sample(state: "gone")),
      .sample(.sample(status: "DEREGISTERING"), facts: .sample(state: "gone")),
    ])
  func none(instance: InstanceCase) {
    #expect(reasons(.sample([instance])) == ["ignored terminated"])
  }

  @Test("that is connected is told as such")
  func connected() {
    let connected = InstanceCase.sample(.sample(connected: true), facts: .sample(state: "gone"))
    #expect(reasons(.sample([connected])) == ["healthy recovered"])
  }

  @Test("is held by whatever holds a replacement: a partial reading, a tag, an unproven clock, facts that could not be read")
  func held() {
    #expect(reasons(.sample([Self.ended], coverage: .partial("page 2"))) == ["held partial"])
    #expect(reasons(.sample([Self.ended]), clock: false) == ["held clock_unknown"])
    var tagged = Self.ended
    tagged.facts.holds = [HoldTags(bearer: "instance", policy: "report")]
    #expect(reasons(.sample([tagged])) == ["held tag_policy"])
    tagged.facts.holds = [HoldTags(bearer: "instance", policy: "ignore")]
    #expect(reasons(.sample([tagged])) == ["ignored tag_policy"])
    var unread = Self.ended
    unread.facts.unreadable = ["throttled"]
    #expect(reasons(.sample([unread])) == ["held facts_unknown"])
    var paused = Picture.sample([Self.ended])
    paused.paused = "freeze"
    #expect(reasons(paused) == ["held paused"])
  }

  @Test("no more than per_sweep are removed at once, beside what is replaced, and none where a budget is 0")
  func budget() {
    let ghosts = (1...3).map { number in
      var ghost = InstanceCase.numbered(number)
      ghost.facts = Self.ended.facts
      return ghost
    }
    var policy = Policy()
    policy.perSweep = 2
    let dead = InstanceCase.numbered(4)
    #expect(reasons(.sample(ghosts + [dead], policy: policy)) == ["due ghost", "due ghost", "deferred per_sweep", "due disconnected"])
    policy.perSweep = 0
    #expect(reasons(.sample(ghosts, policy: policy)) == Array(repeating: "deferred per_sweep", count: 3))
  }

  @Test("leaves the brake's figures: twenty of them hold nobody")
  func brake() {
    let ghosts = (1...20).map { number in
      var ghost = InstanceCase.numbered(number)
      ghost.facts = Self.ended.facts
      return ghost
    }
    #expect(reasons(.sample(ghosts + [.numbered(21)], observed: 30)).last == "due disconnected")
  }

  @Test("is deregistered only if the last look finds it dead still")
  func lastLook() {
    for ghost in [Self.ended, Self.gone] {
      #expect(decision(ghost, ghost.facts) == "deregister ghost")
      #expect(decision(ghost, ghost.facts, connected: true) == "healthy recovered")
      #expect(decision(ghost, .sample()) == "deferred changed")
      #expect(decision(ghost, .sample(state: "stopped")) == "deferred changed")
      #expect(decision(ghost, .sample(state: "terminated", ended: .seconds(60))) == "ignored terminated")
    }
    #expect(decision(Self.gone, Self.ended.facts) == "deregister ghost")
  }

  @Test("is not what ran when it was judged, nor is anything terminated that was judged without strikes")
  func changed() {
    #expect(decision(.sample(), Self.gone.facts) == "ignored terminated")
    let begun = InstanceCase.sample(facts: .sample(state: "terminated", tag: ourTag))
    #expect(decision(begun, .sample(tag: ourTag)) == "deferred changed")
  }
}
