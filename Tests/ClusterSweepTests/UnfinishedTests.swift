import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// Rule 9 against the mock: remediations that were begun and not ended.
@Suite("A remediation that was begun and not ended")
struct UnfinishedTests {
  /// Sweeps until the steps fail at `operation`, and expects that this is told.
  private func begin(_ bench: SweepBench, failing operation: String, _ kind: MockFault.Kind) async throws -> MockInstance {
    let dead = try bench.deadInstance()
    _ = try await bench.sweep()
    bench.mock.add(MockFault(kind, operation: operation))
    let report = try await bench.sweep()
    bench.mock.clearFaults()
    #expect(report.exitStatus == 4)
    #expect(report.steps.last?.hasSuffix(" failed") == true)
    #expect(report.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID])
    #expect(report.unfinished.first?.isStranded == false)
    return dead
  }

  private static let refusal = MockFault.Kind.refuse(code: "OperationNotPermitted", message: "not now", status: 400)

  @Test(
    "is finished by the next sweep, from where AWS says it stopped",
    arguments: [
      ("DetachInstances", ["tag done", "detach done", "terminate done", "deregister done"]),
      ("TerminateInstances", ["terminate done", "deregister done"]),
      ("DeregisterContainerInstance", ["deregister done"]),
    ])
  func finished(failing operation: String, steps: [String]) async throws {
    try await SweepBench.with { bench in
      let dead = try await begin(bench, failing: operation, Self.refusal)
      let report = try await bench.sweep()
      #expect(report.steps == steps)
      #expect(report.instances.map(\.ruling.reason) == [operation == "DetachInstances" ? .disconnected : .unfinished])
      #expect(report.exitStatus == 0)
      #expect(report.unfinished.isEmpty)
      for operation in SweepBench.allSteps.dropFirst() { #expect(bench.mutated()[operation] == [dead.ec2InstanceID: 1]) }
      let last = try await bench.sweep()
      #expect(last.instances.isEmpty && last.unfinished.isEmpty)
      #expect(last.targets.map(\.observed) == [4, 2, 10])
    }
  }

  @Test("is reported by every sweep until it is ended, also by a plan and by one of another cluster")
  func reported() async throws {
    try await SweepBench.with { bench in
      let dead = try await begin(bench, failing: "TerminateInstances", Self.refusal)
      let plan = try await bench.sweep(.plan)
      #expect(plan.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID])
      #expect(plan.exitStatus == 4)
      let other = try await bench.sweep(filter: ScopeFilter(clusters: NameFilter(["batch"])))
      #expect(other.targets.map(\.cluster) == ["batch"])
      #expect(other.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID])
      #expect(other.exitStatus == 4)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DetachInstances"])
    }
  }

  @Test("is reported also where no cluster is left to sweep in its Region")
  func clusterGone() async throws {
    try await SweepBench.with { bench in
      let dead = try await begin(bench, failing: "TerminateInstances", Self.refusal)
      for cluster in ["web", "batch", "sandbox"] {
        try bench.mock.setCluster(account: SweepBench.account, region: SweepBench.region, name: cluster, status: "INACTIVE")
      }
      let report = try await bench.sweep()
      #expect(report.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID])
      #expect(report.exitStatus == 4)
    }
  }

  @Test("and cannot be asked for is something that was not seen")
  func notAsked() async throws {
    try await SweepBench.with { bench in
      _ = try await begin(bench, failing: "TerminateInstances", Self.refusal)
      bench.mock.add(MockFault(.accessDenied, operation: "DescribeInstances"))
      let report = try await bench.sweep()
      #expect(report.exitStatus == 2)
      #expect(report.targets.contains { $0.cluster == nil && $0.region == SweepBench.region && $0.status == .partial })
      #expect(report.verdicts == ["held facts_unknown"])
    }
  }

  @Test("whose store has lost its memory is finished by the tag alone, after a new run of strikes")
  func withoutMemory() async throws {
    try await SweepBench.with { bench in
      let dead = try await begin(bench, failing: "TerminateInstances", Self.refusal)
      let store = bench.emptyStore()
      #expect(try await bench.sweep(store: store).verdicts == ["striking strikes"])
      #expect(try await bench.sweep(store: store).verdicts == ["due unfinished"])
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("and whose agent is back is stranded: reported with the command, and never killed, also at its next disconnect")
  func stranded() async throws {
    try await SweepBench.with { bench in
      let dead = try await begin(bench, failing: "TerminateInstances", Self.refusal)
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
      for isConnected in [true, true, false, false, false, false, true] {
        try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = isConnected }
        let report = try await bench.sweep()
        #expect(report.verdicts == ["held stranded"])
        #expect(report.exitStatus == 4)
        #expect(report.unfinished.map(\.isStranded) == [true])
        #expect(report.unfinished.first?.detail.contains("journal release") == true)
        #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DetachInstances"])
      }
    }
  }

  @Test("and whose agent comes back between detaching and terminating is not terminated")
  func backInTime() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { call in
        if call == .journal(.terminate) { _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true } }
      }
      #expect(report.steps == ["tag done", "detach done", "terminate failed"])
      #expect(report.exitStatus == 4)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DetachInstances"])
      #expect(try await bench.sweep().verdicts == ["held stranded"])
    }
  }

  @Test("that only got its tag and is still in its group is judged by its strikes like any other")
  func onlyTagged() async throws {
    try await SweepBench.with { bench in
      let dead = try await begin(bench, failing: "DetachInstances", Self.refusal)
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
      #expect(try await bench.sweep().verdicts == ["held stranded"])
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = false }
      #expect(try await bench.sweep().verdicts == ["striking strikes"])
      #expect(try await bench.sweep().verdicts == ["due disconnected"])
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags"] + SweepBench.allSteps)
    }
  }
}
