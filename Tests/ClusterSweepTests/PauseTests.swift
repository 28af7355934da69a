import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Network
import Testing

/// What people and other workers say before the first step.
@Suite("Between the judging and the first step")
struct PauseTests {
  private static let lost = StoreError(.unavailable, "the connection was lost")

  private static func pause(_ scope: PauseScope, _ bench: SweepBench) -> Pause {
    let now = Timestamp(seconds: bench.clock.now)
    return Pause(scope: scope, reason: "a migration", by: "arn:aws:iam::111122223333:user/ops", since: now, until: now + .seconds(3600))
  }

  @Test(
    "a pause of its scope holds what is due, and says why, until when and by whom",
    arguments: [
      PauseScope(), PauseScope(account: SweepBench.account), PauseScope(region: "us-*"), PauseScope(cluster: "web"),
      PauseScope(group: "ecs-web"), PauseScope(account: SweepBench.account, region: SweepBench.region, cluster: "w?b"),
    ])
  func paused(scope: PauseScope) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      try await bench.store.pause(Self.pause(scope, bench))
      for mode in [SweepMode.plan, .apply] {
        let report = try await bench.sweep(mode)
        #expect(report.verdicts == ["held paused"])
        #expect(report.instances.first?.strikes == 2, "strikes go on")
        let detail = try #require(report.instances.first).ruling.detail
        #expect(["a migration", "user/ops", "until 20"].allSatisfy { detail.contains($0) }, "\(detail)")
        #expect(report.exitStatus == 3)
      }
      #expect(bench.mutated().isEmpty)
      _ = try await bench.sweep(after: 61)
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps, "it ends by itself")
    }
  }

  @Test(
    "a pause of something else holds nothing",
    arguments: [PauseScope(account: "444455556666"), PauseScope(cluster: "batch"), PauseScope(instance: "i-0")])
  func elsewhere(scope: PauseScope) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      try await bench.store.pause(Self.pause(scope, bench))
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("clusters.json pauses an account by its reason")
  func inTheFile() async throws {
    try await SweepBench.with { bench in
      var plans = bench.plans
      for index in plans.indices { plans[index].paused = "moving house" }
      _ = try await bench.sweep(plans: plans)
      let report = try await bench.sweep(plans: plans)
      #expect(report.verdicts == ["held paused"])
      #expect(report.instances.first?.ruling.detail.contains("moving house") == true)
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("pauses that can no longer be read just before the first step are a pause")
  func unreadable() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let reads = Lock(0)
      let report = try await bench.sweep { call throws(StoreError) in
        let isSecond =
          call == .pauses
          && reads.withLock {
            $0 += 1; return $0 > 1
          }
        if isSecond { throw Self.lost }
      }
      #expect(report.verdicts == ["held paused"])
      #expect(report.exitStatus == 1)
      #expect(bench.mutated().isEmpty)
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps, "the next sweep goes on")
    }
  }

  @Test("a pause that comes while another sweep begins does not take the other's place from it")
  func pausedWhileBegun() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { call throws(StoreError) in
        // The other has begun, and has given up its claim, when this one gets its own.
        guard call == .claim else { return }
        _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.tags[RemediationTag.key] = "default/other/\(dead.version)" }
        try await bench.store.pause(Self.pause(PauseScope(), bench))
      }
      #expect(report.verdicts == ["held paused"])
      let name = Target(account: SweepBench.account, region: SweepBench.region, cluster: "web").budgetName(dead.ec2InstanceID)
      #expect(await bench.store.budget(sweepID: "").open[name] != nil)
    }
  }

  @Test("a place in the budgets that the store does not confirm is none, and the next sweep goes on")
  func lostBudget() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let messages = bench.mock.messages.count
      let report = try await bench.sweep { call throws(StoreError) in if call == .budget { throw Self.lost } }
      #expect(report.verdicts == ["held budget_unknown"])
      #expect(report.exitStatus == 1)
      #expect(bench.mutated().isEmpty)
      #expect(bench.mock.messages.count <= messages + 1, "nothing is announced that is not begun")
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("what all workers have begun within the hour defers, in a plan too")
  func perHour() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let limits = BudgetLimits(perHour: 100, perSweep: 100, perGroup: 100, perCluster: 100)
      let others = (0..<10).map { BudgetClaim(instance: "a/r/i-\($0)", cluster: "a/r/c", group: nil, isOpen: false, limits: limits) }
      _ = try await bench.store.claimBudget(others, sweepID: "another")
      for mode in [SweepMode.plan, .apply] {
        let report = try await bench.sweep(mode)
        #expect(report.verdicts == ["deferred per_hour"])
        #expect(report.exitStatus == 0)
      }
      #expect(bench.mutated().isEmpty)
      _ = try await bench.sweep(after: 61)
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("a dead worker's place is freed only where the instances with our tag could be asked for")
  func places() async throws {
    let fleet = MockFleet(accounts: 1, regions: 2, clusters: 1, instances: 12, disconnected: .count(1))
    try await SweepBench.with(fleet) { bench in
      let account = fleet.accounts[0]
      let unseen = Target(account: account.id, region: account.regions[1].name, cluster: account.regions[1].clusters[0].name)
      let gone = unseen.budgetName("i-00000000000000001")
      _ = try await bench.sweep()
      _ = try await bench.store.claimBudget(
        [BudgetClaim(instance: gone, cluster: unseen.description, group: nil, isOpen: false, limits: BudgetLimits(Policy()))],
        sweepID: "dead")
      bench.mock.add(MockFault(.refuse(code: "Blind", message: "", status: 400), operation: "DescribeInstances", region: unseen.region))
      _ = try await bench.sweep()
      #expect(bench.mutated()["TerminateInstances"]?.count == 1, "the other Region's turn came")
      #expect(await bench.store.budget(sweepID: "").open[gone] != nil)
      bench.mock.clearFaults()
      _ = try await bench.sweep()
      #expect(bench.mutated()["TerminateInstances"]?.count == 2)
      #expect(await bench.store.budget(sweepID: "").open[gone] == nil)
    }
  }

  @Test("every sweep that counts leaves its tallies for the others")
  func tallies() async throws {
    try await SweepBench.with { bench in
      _ = try await bench.sweep(.plan)
      #expect(await bench.store.tallies(region: SweepBench.region) == [])
      _ = try await bench.sweep()
      let tallies = await bench.store.tallies(region: SweepBench.region)
      let clusters = tallies.filter { $0.scope.hasPrefix("cluster:") }
      #expect(clusters.map(\.scope) == ["cluster:batch", "cluster:sandbox", "cluster:web"])
      #expect(clusters.map(\.observed) == [4, 2, 10])
      #expect(clusters.map(\.disconnected) == [0, 0, 1])
      #expect(tallies.filter { $0.scope.hasPrefix("zone:use1-az") }.map(\.disconnected).reduce(0, +) == 1)
    }
  }
}
