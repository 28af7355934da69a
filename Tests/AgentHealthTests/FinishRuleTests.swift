import AgentHealth
import Testing

@Suite("An apply that finishes one remediation")
struct FinishRuleTests {
  static let begun = InstanceCase.numbered(1, tag: ourTag, group: nil)
  static let due = InstanceCase.numbered(2)
  static let alsoBegun = InstanceCase.numbered(3, tag: ourTag, group: nil)

  static func judged(finishing number: Int) -> [Ruling] {
    let judge = Judge(now: now, isClockProven: true, installation: installation)
    var policy = Policy()
    (policy.perCluster, policy.perGroup) = (9, 9)
    let pictures = [Picture.sample([begun, due, alsoBegun], policy: policy)]
    let id = InstanceCase.numbered(number).sighting.ec2Instance
    let left = FinishRule.left(of: judge.judge(pictures), finishing: id, installation: installation)
    return judge.judge(pictures, stopped: left).map(\.ruling)
  }

  @Test("leaves all others as they were judged, also those that were begun")
  func one() {
    let rulings = Self.judged(finishing: 1)
    #expect(rulings.map(\.verdict) == [.due, .deferred, .deferred])
    #expect(rulings.map(\.reason) == [.unfinished, .notAsked, .notAsked])
  }

  @Test("begins nothing, also not the instance that it is asked for")
  func beginsNothing() {
    let rulings = Self.judged(finishing: 2)
    #expect(rulings.allSatisfy { $0.verdict == .deferred && $0.reason == .notAsked }, "\(rulings)")
    #expect(rulings[1].detail.contains("not begun"))
  }

  @Test("gives nobody the place of those that it leaves")
  func keepsPlaces() {
    let judge = Judge(now: now, isClockProven: true, installation: installation)
    let pictures = [Picture.sample([Self.due, .numbered(4, age: .seconds(1800))])]
    let first = judge.judge(pictures)
    #expect(first.map(\.ruling.verdict) == [.due, .deferred])
    let left = FinishRule.left(of: first, finishing: "i-0123456789abcdef0", installation: installation)
    #expect(judge.judge(pictures, stopped: left).map(\.ruling.verdict) == [.deferred, .deferred])
  }
}
