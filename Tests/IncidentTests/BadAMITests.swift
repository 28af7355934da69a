import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// A release of the ECS-optimized AMI on which the agent did not start; `systemctl start ecs` cured it: github.com/aws/amazon-ecs-agent
/// issue #4270. Remediation without a limit would have replaced new instances by new instances for ever (cluster-api #12553).
@Suite("A bad AMI (amazon-ecs-agent #4270)")
struct BadAMITests {
  @Test("that comes up with a third of a cluster holds it: nothing is replaced, and somebody is told")
  func rollout() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      for _ in 1...4 {
        try bench.mock.addInstance(
          account: SweepBench.account, region: SweepBench.region, cluster: "web", group: "ecs-web", connected: false, age: 0)
      }
      _ = try await bench.sweep()
      _ = try await bench.sweep()
      let report = try await bench.sweep()
      #expect(report.instances.count == 5)
      #expect(report.instances.contains { $0.ruling.reason == .brake })
      #expect(report.exitStatus == 3)
      #expect(bench.mutated().isEmpty)

      for instance in try Incident.web(bench) { try bench.mock.edit(instance.ec2InstanceID) { $0.agentConnected = true } }
      #expect(try await bench.sweep().instances.isEmpty)
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("in a large group costs two instances in six hours, and not one every sweep")
  func loop() async throws {
    let fleet = MockFleet(accounts: [
      .init(SweepBench.account, regions: [.init(SweepBench.region, clusters: [.init("web", instances: 60, disconnected: .count(1))])])
    ])
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      let name = try #require(bench.mock.truth.compactMap(\.group).first)
      try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: name) { $0.replacements = .disconnected }
      var last = try await bench.sweep()
      for _ in 1...26 { last = try await bench.sweep() }
      #expect(bench.terminated.count == 2)
      #expect(last.instances.map(\.ruling.reason) == [.replacementsFailing] && last.exitStatus == 3)

      try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: name) {
        ($0.replacements, $0.launchTemplateVersion) = (.healthy, 2)
      }
      _ = try await bench.sweep()
      #expect(bench.terminated.count == 3)
      #expect(try await bench.sweep().instances.isEmpty)
    }
  }

  @Test("in two groups of one cluster: never more than one remediation in the cluster is begun by a sweep")
  func twoGroups() async throws {
    let fleet = MockFleet(accounts: [
      .init(
        SweepBench.account,
        regions: [.init(SweepBench.region, clusters: [.init("web", instances: 20, disconnected: .count(4), groups: 2)])])
    ])
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      for name in Set(bench.mock.truth.compactMap(\.group)) {
        try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: name) { $0.replacements = .disconnected }
      }
      for _ in 1...8 {
        let before = bench.terminated.count
        _ = try await bench.sweep()
        #expect(bench.terminated.count <= before + 1)
      }
      #expect(bench.terminated.count > 1)
    }
  }
}
