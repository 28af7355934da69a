import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// Groups whose members cannot be detached, or must not be.
@Suite("Auto Scaling groups that refuse")
struct GroupRefusalTests {
  @Test("a group at its minimum is asked to keep its size (terraform-aws-spacelift-workerpool-on-ec2 #85)")
  func minimum() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: "ecs-web") { $0.minSize = 10 }
      _ = try await bench.sweep()
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
      #expect(try Incident.web(bench).count == 10)
    }
  }

  @Test(
    "an instance on Standby or in a warm pool is held by name (reproio/ecs_deploy #47, #84)",
    arguments: ["Standby", "EnteringStandby", "Warmed:Running", "Pending:Wait", "Terminating:Wait", "Detaching"])
  func lifecycle(state: String) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.lifecycleState = state }
      for _ in 1...3 { _ = try await bench.sweep() }
      #expect(try await bench.sweep().verdicts == ["held not_in_service"])
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("where DetachInstances is refused, nothing is terminated, and every sweep says so (reproio/ecs_deploy #56, #84)")
  func refused() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      let message = "The instance \(dead) is not in InService or Standby."
      bench.mock.add(MockFault(.refuse(code: "ValidationError", message: message, status: 400), operation: "DetachInstances"))
      _ = try await bench.sweep()
      for _ in 1...3 {
        let report = try await bench.sweep()
        #expect(report.exitStatus == 4)
        #expect(report.unfinished.map(\.ec2Instance) == [dead])
      }
      #expect(bench.terminated.isEmpty)
    }
  }

  /// TerminateInstances with several IDs is refused as a whole where one of them is protected (EC2 API reference, TerminateInstances).
  @Test("an instance that is protected from termination does not keep others from being ended: one ID a call")
  func protected() async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 4, instances: 10, disconnected: .count(1))
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      let dead = bench.dead.sorted()
      try bench.mock.edit(dead[0]) { $0.terminationProtected = true }
      _ = try await bench.sweep()
      for _ in 1...3 { #expect(try await bench.sweep().exitStatus == 3) }
      #expect(Set(bench.terminated) == Set(dead.dropFirst()))
      #expect(bench.mock.mutations.allSatisfy { $0.resources.filter { $0.hasPrefix("i-") }.count <= 1 })
    }
  }
}
