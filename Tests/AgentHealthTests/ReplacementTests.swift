import AgentHealth
import Testing

/// Rule 10.
@Suite("Who was to be replaced by a group")
struct ReplacementTests {
  static func begun(_ id: String, _ age: Duration, template: String? = "lt-1:1") -> Replacement {
    Replacement(ec2Instance: id, at: now - age, template: template)
  }

  /// What is said of a due instance in a group that was told to replace `begun`, when `arrived` ago came who is connected.
  static func said(
    _ begun: [Replacement], arrived: [Duration] = [], template: String? = "lt-1:1", inService: Int = 3, policy: Policy = Policy()
  ) -> Ruling {
    let replacements = Replacements(begun: begun, arrived: arrived.map { now - $0 })
    let facts = GroupFacts(desired: 3, inService: inService, template: template, replacements: replacements)
    return ruling(.sample(facts: .sample(facts: facts)), policy: policy)
  }

  @Test("keeps the next one waiting until a newer instance is connected, or the wait is over")
  func gate() {
    let first = Self.begun("i-1", .seconds(600))
    let waiting = Self.said([first])
    #expect(waiting.verdict == .deferred && waiting.reason == .replacementPending && waiting.detail.contains("i-1"))
    #expect(Self.said([first], arrived: [.seconds(300)]).verdict == .due)
    #expect(Self.said([first], arrived: [.seconds(661)]).reason == .replacementPending, "who came before it stands for nobody")
    #expect(Self.said([Self.begun("i-1", .seconds(900))]).verdict == .due, "one failure is none yet")
    var patient = Policy()
    patient.replacementWait = .seconds(1800)
    #expect(Self.said([Self.begun("i-1", .seconds(900))], policy: patient).reason == .replacementPending)
  }

  @Test("keeps it waiting too while the group has fewer in service than it wants")
  func short() {
    let (first, came) = (Self.begun("i-1", .seconds(600)), [Duration.seconds(300)])
    #expect(Self.said([first], arrived: came, inService: 2).reason == .replacementPending)
    #expect(Self.said([Self.begun("i-1", .seconds(900))], arrived: came, inService: 2).verdict == .due)
    #expect(Self.said([], inService: 2).verdict == .due, "nobody was replaced: that is the group's own affair")
  }

  @Test("lets as many wait at once as per_group allows to be open")
  func several() {
    var two = Policy()
    (two.perGroup, two.perCluster) = (2, 2)
    let both = [Self.begun("i-1", .seconds(60)), Self.begun("i-2", .seconds(30))]
    #expect(Self.said([both[0]], policy: two).verdict == .due)
    #expect(Self.said(both, policy: two).reason == .replacementPending)
    #expect(Self.said(both, arrived: [.seconds(10)], policy: two).verdict == .due)
  }

  @Test("and was not, twice within six hours, makes the group report only")
  func loop() {
    let failed = [Self.begun("i-1", .seconds(7200)), Self.begun("i-2", .seconds(3600))]
    let held = Self.said(failed)
    #expect(held.verdict == .held && held.reason == .replacementsFailing)
    #expect(held.detail.contains("resume --group 'web'") && held.detail.contains((now - .seconds(7200)).text))
    #expect(Self.said(failed, arrived: [.seconds(600)]).verdict == .due, "one newcomer stands for one of them")
    #expect(Self.said(failed, template: "lt-1:2").verdict == .due, "another launch template, another chance")
    #expect(Self.said([failed[1], Self.begun("i-3", .seconds(6 * 3600))]).verdict == .due, "older is forgotten")
    var patient = Policy()
    patient.maxFailedReplacements = 3
    #expect(Self.said(failed, policy: patient).verdict == .due)
  }

  @Test("is no reason against going on with itself")
  func own() {
    let own = Sighting.sample().ec2Instance
    #expect(Self.said([Self.begun(own, .seconds(60)), Self.begun(own, .seconds(7200))]).verdict == .due)
  }

  @Test("is asked again in the last look")
  func lastLook() {
    let group = GroupFacts(
      desired: 3, inService: 3, template: "lt-1:1", replacements: Replacements(begun: [Self.begun("i-1", .seconds(60))], arrived: []))
    let look = LastLook(sighting: .sample(), facts: .sample(facts: group), twins: [], isTerminationProtected: false)
    let decision = look.decision(for: .sample(), installation: installation, policy: Policy(), now: now)
    #expect(decision.ruling?.reason == .replacementPending)
  }
}
