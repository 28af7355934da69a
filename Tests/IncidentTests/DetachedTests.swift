import AgentHealth
import ClusterSweep
import MockAWS
import Network
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

/// What was terminated by hand, by a scale-in or by EC2 itself after its agent had died stays registered, and its tasks with it: the same
/// issues. ECS "never rescheduled" them.
@Suite("Ghosts: registrations of machines that are gone (containers-roadmap #2040)")
struct GhostTests {
  private func withGhost<R>(
    _ options: MockOptions = MockOptions(), _ body: (SweepBench, MockInstance) async throws -> R
  ) async throws -> R {
    try await SweepBench.with(options: options, policy: Incident.defaults) { bench in
      try bench.mock.edit(bench.deadInstance().ec2InstanceID) { $0.agentConnected = true }
      return try await body(bench, bench.makeGhost())
    }
  }

  @Test("are deregistered ten minutes after the machine's end, and every task is named that ECS took for running")
  func removed() async throws {
    try await withGhost { bench, ghost in
      #expect(try await bench.sweep(after: 5).verdicts == ["ignored terminated"])
      #expect(bench.mutated().isEmpty)
      let plan = try await bench.sweep(.plan, after: 5)
      #expect(plan.verdicts == ["due ghost"])
      #expect(plan.instances.flatMap(\.tasks).count == 3)
      #expect(bench.mutated().isEmpty)
      let report = try await bench.sweep(after: 1)
      #expect(report.steps == ["deregister done"])
      #expect(report.instances.map(\.containerInstance) == [ghost.containerInstanceID])
      let tasks = report.instances.flatMap(\.tasks)
      #expect(Set(tasks).count == 3)
      for task in tasks { #expect(task.hasPrefix("arn:aws:ecs:us-east-1:111122223333:task/batch/")) }
      #expect(report.exitStatus == 0 && report.totals.remediated == 1)
      #expect(bench.mutated() == ["DeregisterContainerInstance": [ghost.ec2InstanceID: 1]])
      #expect(try await bench.sweep().instances.isEmpty)
    }
  }

  @Test("of which EC2 does not say since when wait until EC2 has forgotten the machine")
  func undated() async throws {
    var options = MockOptions()
    options.rewrite = { call, _, body in
      call.operation == "DescribeInstances" ? body.replacing(/User initiated \([^)]*\)/, with: "Server.SpotInstanceTermination") : nil
    }
    try await withGhost(options) { bench, ghost async throws in
      #expect(try await bench.sweep(after: 30).verdicts == ["ignored terminated"])
      #expect(bench.mutated().isEmpty)
      #expect(try await bench.sweep(after: 60).steps == ["deregister done"])
      #expect(bench.mutated() == ["DeregisterContainerInstance": [ghost.ec2InstanceID: 1]])
    }
  }

  @Test("whose tasks cannot be listed are held: after their end nobody could ask any more")
  func unlisted() async throws {
    try await withGhost { bench, _ async throws in
      bench.mock.add(MockFault(.accessDenied, operation: "ListTasks"))
      #expect(try await bench.sweep().verdicts == ["held facts_unknown"])
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("by the dozen are removed per_sweep at a time")
  func many() async throws {
    try await withGhost { bench, _ in
      for _ in 1...6 { _ = try bench.makeGhost() }
      #expect(try await bench.sweep().steps.count == 5)
      #expect(try await bench.sweep().steps.count == 2)
      #expect(bench.terminated.isEmpty)
      #expect(try await bench.sweep().instances.isEmpty)
    }
  }

  @Test("that EC2 calls running at the last look are no ghosts, and nothing is done to them")
  func alive() async throws {
    var options = MockOptions()
    let asked = Lock(0)
    options.rewrite = { call, request, body in
      guard call.operation == "DescribeInstances", request.contains("instance-id"),
        asked.withLock({
          $0 += 1; return $0
        }) == 1
      else { return nil }
      return body.replacing("<instanceId>i-", with: "<instanceId>i-f")
    }
    try await SweepBench.with(options: options, policy: Incident.defaults) { bench async throws in
      #expect(try await bench.sweep().verdicts == ["deferred changed"])
      #expect(bench.mutated().isEmpty)
    }
  }
}
