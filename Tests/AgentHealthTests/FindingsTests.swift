import AgentHealth
import Testing

@Suite("What the rules find of one instance")
struct FindingsTests {
  static func findings(_ instance: InstanceCase, policy: Policy = Policy(), pauses: Pauses = Pauses()) -> (
    all: [RuleFinding], ruling: Ruling
  ) {
    let judge = Judge(now: now, isClockProven: true, installation: installation, pauses: pauses)
    let pictures = [Picture.sample([instance], policy: policy)]
    return (judge.findings(of: instance.sighting.ec2Instance, in: pictures), judge.judge(pictures)[0].ruling)
  }

  @Test("of one that is due is nothing, with the facts of each")
  func due() {
    let found = Self.findings(.sample())
    #expect(found.ruling.verdict == .due && found.all.count == 15)
    #expect(found.all.allSatisfy { $0.ruling == nil && !$0.facts.isEmpty })
    #expect(Set(found.all.map(\.rule)).count == found.all.count)
    #expect(found.all.contains { $0.facts.hasPrefix("strike 2 of 2, disconnected for 1h of 10m") })
    #expect(found.all.contains { $0.facts.contains("1 of 100 disconnected in the cluster, 20 allowed") })
  }

  @Test("is told of all that object, and the first of them decides")
  func several() {
    let pause = Pause(scope: PauseScope(), reason: "kernel", by: "me", since: now, until: now + .seconds(60))
    let instance = InstanceCase.sample(facts: .sample(lifecycle: "Standby", protected: true))
    let found = Self.findings(instance, pauses: Pauses([pause]))
    #expect(found.all.compactMap(\.ruling?.reason) == [.paused, .notInService, .scaleInProtected])
    #expect(found.ruling == found.all.compactMap(\.ruling).first)
  }

  @Test("is nothing at all of one that no picture shows")
  func unknown() {
    let judge = Judge(now: now, isClockProven: true, installation: installation)
    #expect(judge.findings(of: "i-0", in: [.sample([.sample()])]).isEmpty)
  }
}
