import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// On 2025-10-28 ECS had an event in zone use1-az2 of us-east-1; AWS's status text, as the press quoted it (tomshw.it, 2025-10-29), says that
/// container instances lost their connection to ECS. They ran on, and so did their tasks. Who replaces what is silent then, replaces healthy
/// instances by ones that cannot register. Freeze and stampede: github.com/kubernetes-sigs/karpenter issue #3192.
@Suite("A control-plane event in one zone over many accounts (2025-10-28)")
struct ControlPlaneTests {
  /// Eight accounts with a cluster of 12 each, over three zones.
  private static let fleet = MockFleet(accounts: 8, regions: 1, clusters: 1, instances: 12, disconnected: .count(0))

  /// Every account loses one agent, all in the same zone: 8 of 96, of 12 each one.
  private func strike(_ bench: SweepBench) throws {
    for account in Self.fleet.accounts {
      for region in account.regions {
        let all = try region.clusters.flatMap { try bench.mock.instances(account: account.id, region: region.name, cluster: $0.name) }
        let hit = try #require(all.filter { $0.zoneID == "use1-az2" }.sorted { $0.ec2InstanceID < $1.ec2InstanceID }.first)
        try bench.mock.edit(hit.ec2InstanceID) { $0.agentConnected = false }
      }
    }
  }

  private func heal(_ bench: SweepBench) throws {
    for id in bench.dead { try bench.mock.edit(id) { ($0.agentConnected, $0.version) = (true, $0.version + 1) } }
  }

  @Test("one process sees the zone as a whole and holds; when all is back nobody was killed")
  func oneProcess() async throws {
    try await SweepBench.with(Self.fleet, policy: Incident.defaults) { bench in
      _ = try await bench.sweep()
      try strike(bench)
      for _ in 1...12 { #expect(try await bench.sweep(after: 10).exitStatus != 1) }
      #expect(bench.mutated().isEmpty)
      try heal(bench)
      for _ in 1...6 { _ = try await bench.sweep(after: 10) }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("a process per account knows from the others' tallies what it does not see itself")
  func processPerAccount() async throws {
    try await SweepBench.with(Self.fleet, policy: Incident.defaults) { bench in
      for plan in bench.plans { _ = try await bench.sweep(after: 1, plans: [plan]) }
      try strike(bench)
      for _ in 1...12 {
        for plan in bench.plans { #expect(try await bench.sweep(after: 1.25, plans: [plan]).exitStatus != 1) }
      }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("when most come back after hours, the slow ones are not trampled: their runs count from the end of the cool-down")
  func stampede() async throws {
    try await SweepBench.with(Self.fleet, policy: Incident.defaults) { bench in
      _ = try await bench.sweep()
      try strike(bench)
      for _ in 1...12 { _ = try await bench.sweep(after: 10) }
      let slow = try #require(bench.dead.sorted().first)
      for id in bench.dead where id != slow { try bench.mock.edit(id) { ($0.agentConnected, $0.version) = (true, $0.version + 1) } }
      for _ in 1...2 { _ = try await bench.sweep(after: 10) }
      #expect(bench.mutated().isEmpty, "20 minutes after most are back it may come back too")
      for _ in 1...3 { _ = try await bench.sweep(after: 10) }
      #expect(bench.steps(of: slow) == SweepBench.allSteps, "it is dead indeed")
    }
  }
}
