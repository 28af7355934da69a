import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// Machines that left their group and were never ended: "zombie burning money with a phantom worker", github.com/spacelift-io/
/// ec2-workerpool-autoscaler #18, #73; LeanerCloud/AutoSpotting #248, #484. ``ClusterSweepTests/UnfinishedTests`` has every place at which
/// a remediation can stop.
@Suite("Detached and never terminated (Spacelift #18, #73)")
struct DetachedTests {
  @Test("is told by every sweep while EC2 throttles, and ended as soon as it does not")
  func throttledTerminate() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      _ = try await bench.sweep()
      bench.mock.add(MockFault(.throttle, operation: "TerminateInstances"))
      for _ in 1...3 {
        let report = try await bench.sweep()
        #expect(report.unfinished.map(\.ec2Instance) == [dead])
        #expect(report.exitStatus == 4)
      }
      bench.mock.clearFaults()
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
    }
  }

  @Test(
    "does not come of a throttled DetachInstances: tried again it is done once, given up it is done by the next sweep",
    arguments: [2, nil])
  func throttledDetach(times: Int?) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      _ = try await bench.sweep()
      bench.mock.add(MockFault(.throttle, operation: "DetachInstances", times: times))
      #expect(try await bench.sweep(attempts: 3).exitStatus == (times == nil ? 4 : 0))
      bench.mock.clearFaults()
      _ = try await bench.sweep()
      #expect(bench.mutated()["DetachInstances"] == [dead: 1])
      #expect(bench.mutated()["TerminateInstances"] == [dead: 1])
    }
  }
}

/// Tasks on a dead instance stay RUNNING and are not rescheduled while it is registered: github.com/aws/containers-roadmap issue #2040,
/// amazon-ecs-agent #1115. Terminating alone leaves a ghost, for only a connected agent takes its registration along (ECS API reference,
/// DeregisterContainerInstance).
@Suite("Tasks that are never rescheduled (containers-roadmap #2040)")
struct NeverRescheduledTests {
  @Test("are freed by a forced deregistration, after the machine was ended: never two copies at once")
  func forced() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      try bench.mock.edit(dead.ec2InstanceID) { $0.runningTasks = 7 }
      _ = try await bench.sweep()
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID).suffix(2) == ["TerminateInstances", "DeregisterContainerInstance"])
      #expect(!bench.mock.truth.contains { $0.containerInstanceID == dead.containerInstanceID })
    }
  }
}
