import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// Limits that did not limit. Cloud Custodian's `max-resources-percent: 0` lets everything pass (`MaxResourceLimit` of `c7n/query.py`), and
/// an account that could not be entered is left out with exit status 0 (`resolve_regions` and `run` of `c7n_org/cli.py`).
@Suite("Limits with holes (Cloud Custodian)")
struct LimitHolesTests {
  @Test("a limit or a budget of 0 means none, never no limit", arguments: [PolicyKey.maxDisconnected, .perGroup, .perCluster, .perSweep])
  func zero(key: PolicyKey) async throws {
    try await SweepBench.with(policy: SweepBench.overrides([key: key == .maxDisconnected ? "0%" : "0"])) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      for _ in 1...5 {
        let report = try await bench.sweep()
        #expect(report.instances.map(\.ec2Instance) == [dead])
      }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("an account that cannot be entered is a finding, and the accounts that can are swept")
  func refusedAccount() async throws {
    let fleet = MockFleet(accounts: 3, regions: 1, clusters: 1, instances: 10, disconnected: .count(1))
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      let refused = MockFleet.accountID(2)
      bench.mock.setRefusesRoles(true, account: refused)
      let open = Set(bench.mock.truth.filter { !$0.agentConnected && $0.account != refused }.map(\.ec2InstanceID))
      for _ in 1...3 {
        let report = try await bench.sweep()
        #expect(report.exitStatus == 2)
        #expect(report.targets.contains { $0.account == refused && $0.status == .failed })
      }
      #expect(Set(bench.terminated) == open)
    }
  }

  @Test("a Region that answers half of its describes is told as partial, and only what is dead is ever touched")
  func halfOfARegion() async throws {
    let fleet = MockFleet(accounts: 1, regions: 2, clusters: 2, instances: 30, disconnected: .count(1))
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      let dead = bench.dead
      bench.mock.add(MockFault(.status(500), operation: "DescribeContainerInstances", region: "eu-west-1", rate: 0.5))
      var partial = 0
      for _ in 1...8 {
        let report = try await bench.sweep(attempts: 1)
        partial += report.targets.count { $0.status != .ok }
        #expect(report.targets.allSatisfy { $0.status == .ok || $0.region == "eu-west-1" })
        let unread = Set(report.targets.filter { $0.status != .ok }.map(\.cluster))
        #expect(!report.instances.contains { $0.target.region == "eu-west-1" && unread.contains($0.target.cluster) && !$0.steps.isEmpty })
      }
      #expect(partial > 0)
      bench.mock.clearFaults()
      for _ in 1...4 { _ = try await bench.sweep() }
      #expect(Set(bench.terminated) == dead)
      #expect(Set(bench.mock.mutations.flatMap(\.resources).filter { $0.hasPrefix("i-") }) == dead)
    }
  }
}

/// A share that is rounded down forbids every repair of a small pool: github.com/kubernetes-sigs/karpenter issue #2134, #2321, PR #2739.
@Suite("Small pools (Karpenter #2134)")
struct SmallPoolTests {
  @Test("of one to four instances are repaired at the default limit of 20 %", arguments: 2...4)
  func repaired(instances: Int) async throws {
    let small = MockFleet.Cluster("small", instances: instances, disconnected: .count(1))
    let fleet = MockFleet(accounts: [
      .init(SweepBench.account, regions: [.init(SweepBench.region, clusters: [small, .init("web", instances: 10)])])
    ])
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      for _ in 1...12 { _ = try await bench.sweep() }
      #expect(bench.terminated == [dead])
    }
  }
}
