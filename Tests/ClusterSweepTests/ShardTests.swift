import AgentHealth
import MockAWS
import Testing

@Suite("Sweeps of shards")
struct ShardTests {
  static let fleet = MockFleet(accounts: 6, regions: 4, clusters: 2, instances: 4, disconnected: .count(1))

  static func filter(_ index: Int, of count: Int = 3) throws -> ScopeFilter {
    let shard: Shard = try #require(Shard(index: index, count: count))
    var filter = ScopeFilter()
    filter.shard = shard
    return filter
  }

  @Test("see together what one sweep sees, each target once, and every report names its shard")
  func together() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let whole = try await bench.sweep(.plan)
      var seen: [TargetReport] = []
      for index in 1...3 {
        let report = try await bench.sweep(.plan, filter: Self.filter(index))
        #expect(report.exitStatus == 0 && report.shard?.description == "\(index)/3")
        seen += report.targets
      }
      #expect(seen.count == 48 && Set(seen) == Set(whole.targets))
    }
  }

  @Test("ask no account's Region that is another's, also where Regions are patterns")
  func others() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let plans = bench.plans.map { plan in
        var plan = plan
        plan.regions = NameFilter(["us-*", "eu-*"])
        return plan
      }
      let filter = try Self.filter(2)
      let report = try await bench.sweep(.plan, plans: plans, filter: filter)
      #expect(report.exitStatus == 0 && !report.targets.isEmpty)
      let asked = bench.mock.calls.filter { $0.service == "ecs" }
      #expect(asked.allSatisfy { filter.isOurs(account: $0.account, region: $0.region) })
    }
  }

  @Test("an account without any Region in the shard is not entered")
  func notEntered() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let filter = try Self.filter(7, of: 16)
      let ours = bench.plans.filter { plan in plan.regions.literals.contains { filter.isOurs(account: plan.accountID ?? "", region: $0) } }
      #expect(ours.count < bench.plans.count)
      let report = try await bench.sweep(.plan, filter: filter)
      #expect(report.exitStatus == 0)
      #expect(Set(report.targets.map(\.account)) == Set(ours.compactMap(\.accountID)))
      #expect(bench.mock.calls.count { $0.operation == "AssumeRole" } == ours.filter { !$0.roles.isEmpty }.count)
    }
  }

  @Test("a shard that has nothing is clean")
  func empty() async throws {
    try await SweepBench.with(MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 4)) { bench in
      let reports = try await [bench.sweep(filter: Self.filter(1, of: 2)), bench.sweep(filter: Self.filter(2, of: 2))]
      #expect(reports.map(\.exitStatus) == [0, 0])
      #expect(reports.map(\.fruitless) == [nil, nil])
      #expect(reports.map(\.targets.count).sorted() == [0, 1])
    }
  }

  @Test("a cluster that only another shard's Region has is not missed; one that no Region has is, where a shard has them all")
  func namedCluster() async throws {
    var fleet = Self.fleet
    // Only the last Region of each account has it.
    for account in fleet.accounts.indices { fleet.accounts[account].regions[3].clusters.append(.init("lonely", instances: 4)) }
    try await SweepBench.with(fleet, clusters: NameFilter(["lonely"])) { bench in
      for index in 1...3 {
        let report = try await bench.sweep(.plan, filter: Self.filter(index))
        #expect(report.targets.allSatisfy { $0.status == .ok })
      }
      let plan = bench.plans.map { plan in
        var plan = plan
        plan.clusters = NameFilter(["typo"])
        return plan
      }
      let report = try await bench.sweep(.plan, plans: plan, filter: Self.filter(1, of: 1))
      #expect(report.targets.count == 6 && report.targets.allSatisfy { $0.status == .failed })
    }
  }
}
