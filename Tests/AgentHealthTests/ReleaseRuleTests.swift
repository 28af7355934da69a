import AgentHealth
import Testing

@Suite("A remediation may be given up")
struct ReleaseRuleTests {
  static func sighting(connected: Bool, version: Int64) -> Sighting {
    Sighting(containerInstance: "c0ffee", ec2Instance: "i-0abc", agentConnected: connected, status: "ACTIVE", version: version)
  }

  static func refusal(
    _ registrations: [Sighting], tag: String? = "default/s1/7", state: String = "running", group: String? = nil, unreadable: [String] = []
  ) -> String? {
    var facts = InstanceFacts(ec2State: state)
    facts.remediationTag = tag
    facts.membership = group.map { InstanceFacts.Membership(group: $0, lifecycleState: "InService") }
    facts.unreadable = unreadable
    return ReleaseRule.refusal(registrations, facts: facts, installation: "default")
  }

  @Test("of whom is stranded, in its group still, or gone")
  func allowed() {
    #expect(Self.refusal([Self.sighting(connected: true, version: 8)]) == nil)
    #expect(Self.refusal([Self.sighting(connected: false, version: 8)]) == nil, "it was back since the tag was written")
    #expect(Self.refusal([Self.sighting(connected: false, version: 7)], group: "g") == nil)
    #expect(Self.refusal([], state: "terminated") == nil)
  }

  @Test("but of nobody who is dead and whom its group has let go, and never by another's tag")
  func refused() {
    #expect(Self.refusal([Self.sighting(connected: false, version: 7)])?.contains("disconnected") == true)
    #expect(Self.refusal([])?.contains("registered in no cluster") == true)
    #expect(Self.refusal([Self.sighting(connected: true, version: 8)], tag: "other/s1/7")?.contains("other/s1/7") == true)
    #expect(Self.refusal([Self.sighting(connected: true, version: 8)], tag: nil) == "it carries no remediation tag")
    #expect(Self.refusal([Self.sighting(connected: true, version: 8)], unreadable: ["x"]) == "x")
  }
}
