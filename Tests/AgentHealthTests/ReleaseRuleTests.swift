import AgentHealth
import Testing

@Suite("A remediation may be given up")
struct ReleaseRuleTests {
  static func sighting(connected: Bool, version: Int64) -> Sighting {
    Sighting(containerInstance: "c0ffee", ec2Instance: "i-0abc", agentConnected: connected, status: "ACTIVE", version: version)
  }

  static func refusal(
    _ registrations: [Sighting], tag: String? = "default/s1/7", state: String = "running", group: String? = nil,
    lifecycle: String = "InService",
    isUnhealthy: Bool = false, unreadable: [String] = []
  ) -> String? {
    var facts = InstanceFacts(ec2State: state)
    facts.remediationTag = tag
    facts.membership = group.map { InstanceFacts.Membership(group: $0, lifecycleState: lifecycle) }
    facts.membership?.isUnhealthy = isUnhealthy
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

  @Test("but of nobody whom its group will end all the same, connected or not", arguments: [true, false])
  func ending(connected: Bool) {
    let registrations = [Self.sighting(connected: connected, version: 7)]
    for state in ["Terminating", "Terminating:Wait"] {
      #expect(Self.refusal(registrations, group: "g", lifecycle: state)?.contains("is ending it (\(state))") == true)
    }
    #expect(Self.refusal(registrations, group: "g", isUnhealthy: true)?.contains("--health-status Healthy") == true)
    #expect(Self.refusal(registrations, state: "terminated", group: "g", lifecycle: "Terminating") == nil)
  }

  @Test("but of nobody whose registration is gone and whose group keeps it: nothing would ever replace it")
  func deregistered() {
    #expect(Self.refusal([], group: "g")?.hasSuffix("terminate it; kept, nothing would ever replace it") == true)
  }
}
