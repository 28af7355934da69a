import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// Instances whose agent is silent and that are not ours to replace, from the first sweep on.
@Suite("A disconnected instance that is not ours to replace")
struct IgnoredTests {
  /// Sweeps three times, so many minutes apart, and expects this verdict from the second on and that nothing was ever changed.
  private func never(
    _ verdict: String, status: Int32, after minutes: Double = 11, _ change: @escaping (SweepBench, MockInstance) throws -> Void
  ) async throws {
    try await SweepBench.with { bench in
      try change(bench, try bench.deadInstance())
      var report = try await bench.sweep(after: minutes)
      for _ in 1...2 { report = try await bench.sweep(after: minutes) }
      #expect(report.verdicts == [verdict])
      #expect(report.exitStatus == status)
      #expect(bench.mutated().isEmpty)
    }
  }

  private func never(_ verdict: String, status: Int32, edit: @escaping (inout MockInstance) -> Void) async throws {
    try await never(verdict, status: status) { bench, dead in try bench.mock.edit(dead.ec2InstanceID, edit) }
  }

  @Test("is stopped")
  func stopped() async throws { try await never("ignored not_running", status: 0) { $0.ec2State = "stopped" } }

  @Test("was terminated by hand less than ghost_after ago")
  func terminated() async throws {
    try await never("ignored terminated", status: 0, after: 3) { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.ec2State = "terminated" }
    }
  }

  @Test("is operated by another service")
  func operated() async throws {
    try await never("ignored operator_managed", status: 0) { $0.operatedBy = "ecs-managed-instances.amazonaws.com" }
  }

  @Test("registers at the moment")
  func registering() async throws { try await never("ignored not_active", status: 0) { $0.status = "REGISTERING" } }

  @Test("is being drained")
  func draining() async throws { try await never("held draining", status: 3) { $0.status = "DRAINING" } }

  @Test("is on standby")
  func standby() async throws { try await never("held not_in_service", status: 3) { $0.lifecycleState = "Standby" } }

  @Test("is another installation's work")
  func foreignTag() async throws { try await never("held foreign_tag", status: 3) { $0.tags[RemediationTag.key] = "theirs/sweep-1/7" } }

  @Test("is protected from termination")
  func protected() async throws { try await never("held termination_protected", status: 3) { $0.terminationProtected = true } }

  @Test("is no EC2 instance")
  func external() async throws {
    try await never("ignored external", status: 0) { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
      try bench.mock.addExternal(account: SweepBench.account, region: SweepBench.region, cluster: "web", connected: false)
    }
  }

  @Test("is in no Auto Scaling group")
  func noGroup() async throws {
    try await never("held no_group", status: 3) { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
      try bench.mock.addInstance(account: SweepBench.account, region: SweepBench.region, cluster: "web", connected: false)
    }
  }

  @Test("leaves the denominator of the brake: what is silent on purpose cannot make room for others")
  func denominator() async throws {
    try await SweepBench.with(policy: SweepBench.overrides([.maxDisconnected: "20%"])) { bench in
      let web = try bench.mock.instances(account: SweepBench.account, region: SweepBench.region, cluster: "web")
      let connected = web.filter(\.agentConnected)
      for instance in connected.prefix(5) { try bench.mock.edit(instance.ec2InstanceID) { $0.ec2State = "stopped" } }
      try bench.mock.edit(connected[5].ec2InstanceID) { $0.agentConnected = false }
      for _ in 1...3 { _ = try await bench.sweep() }
      let report = try await bench.sweep()
      #expect(report.verdicts.filter { $0 == "held brake" }.count == 2, "2 of 5, and 1 allowed")
      #expect(bench.mutated().isEmpty)
    }
  }
}
