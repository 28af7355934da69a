import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// An update of the agent disconnects it on purpose: github.com/aws/amazon-ecs-agent issue #309, ECS developer guide "Updating the Amazon
/// ECS container agent".
@Suite("An update of the agent (amazon-ecs-agent #309)")
struct AgentUpdateTests {
  @Test("that goes through a cluster, an instance at a time, is no run of strikes")
  func rolling() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.agentConnected = true }
      for instance in try Incident.web(bench) {
        for status in ["PENDING", "STAGING", "UPDATING"] {
          try bench.mock.edit(instance.ec2InstanceID) {
            $0.agentUpdateStatus = status
            $0.agentConnected = false
          }
          let report = try await bench.sweep(after: 4)
          #expect(report.verdicts == ["striking update_grace"])
        }
        try bench.mock.edit(instance.ec2InstanceID) {
          $0.agentUpdateStatus = "UPDATED"
          $0.agentConnected = true
        }
      }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("that never ends is no protection for ever")
  func stuck() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.agentUpdateStatus = "UPDATING" }
      for _ in 1...6 { _ = try await bench.sweep() }
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
    }
  }
}
