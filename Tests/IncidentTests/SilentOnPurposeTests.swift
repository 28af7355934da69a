import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// Instances that are meant to be silent. A stopped instance stays registered, ACTIVE, with its agent disconnected (ECS developer guide,
/// "Amazon ECS container instances"): a sweeper that ends it destroys what somebody meant to start again.
@Suite("Instances that are silent on purpose")
struct SilentOnPurposeTests {
  @Test("most of a cluster that is stopped every night is started again every morning, and one that really died is replaced")
  func nights() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.agentConnected = true }
      let asleep = try Incident.web(bench).map(\.ec2InstanceID).filter { $0 != dead }.prefix(6)
      for night in 1...3 {
        for id in asleep { try bench.mock.edit(id) { $0.ec2State = "stopped" } }
        if night == 2 { try bench.mock.edit(dead) { $0.agentConnected = false } }
        for _ in 1...8 { _ = try await bench.sweep(after: 60) }
        for id in asleep {
          try bench.mock.edit(id) { $0.ec2State = "running" }
          try bench.mock.edit(id) { $0.agentConnected = true }
        }
        for _ in 1...3 { _ = try await bench.sweep(after: 60) }
      }
      #expect(bench.terminated == [dead])
      #expect(asleep.allSatisfy { bench.steps(of: $0).isEmpty })
    }
  }

  @Test("a group that scales in every night leaves nothing behind to strike")
  func scaleIn() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.agentConnected = true }
      for _ in 1...3 {
        try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: "ecs-web") { $0.desiredCapacity = 4 }
        for instance in try Incident.web(bench).dropFirst(4) {
          // It takes its registration along, so that there is nothing to give back.
          _ = try? bench.mock.edit(instance.ec2InstanceID) { $0.ec2State = "terminated" }
        }
        for _ in 1...4 { #expect(try await bench.sweep(after: 60).instances.isEmpty) }
        try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: "ecs-web") { $0.desiredCapacity = 10 }
        for _ in 1...4 { #expect(try await bench.sweep(after: 60).instances.isEmpty) }
        #expect(try Incident.web(bench).filter(\.isHealthy).count == 10)
      }
      #expect(bench.mutated().isEmpty)
    }
  }
}
