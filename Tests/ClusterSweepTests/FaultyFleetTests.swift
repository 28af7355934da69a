import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// The same fleet, and every twentieth call goes wrong in one of AWS's ways.
@Suite("A fleet of 30,000 instances behind a bad network")
struct FaultyFleetTests {
  private static let kinds: [MockFault.Kind] = [.status(500), .status(503), .throttle, .cut, .truncate, .garble, .close]

  private func faults() -> [MockFault] {
    [("ecs", nil), ("ec2", nil), ("autoscaling", nil), ("sts", "AssumeRole")].map { service, operation in
      var fault = MockFault(service: service, operation: operation, rate: 0.05)
      fault.kinds = Self.kinds
      return fault
    }
  }

  @Test("is never read wrongly: what could not be read is named, and what was read is exact")
  func faulty() async throws {
    try await SweepBench.with(FleetTests.fleet, policy: FleetTests.policy) { bench in
      for fault in faults() { bench.mock.add(fault) }
      var runs = ExpectedRuns()
      // Where nothing is tried again, much cannot be read.
      for attempts in [1, 3, 1] {
        let truth = ExpectedFleet(bench.mock.truth)
        let report = try await bench.sweep(attempts: attempts)
        #expect(report.failures.isEmpty)
        #expect(report.exitStatus != 1)
        accountsForAll(report)
        for row in report.targets where row.cluster != nil {
          #expect(row.observed <= 100 + truth.detached(row) && row.disconnected <= truth.dead(row).count)
          if row.status == .ok { #expect(row.observed == 100 + truth.detached(row) && row.disconnected == truth.dead(row).count) }
          if row.status != .ok { #expect(row.error?.isEmpty == false) }
        }
        let expected = runs.advance(report, truth)
        for row in report.instances {
          #expect(truth.dead.contains(row.ec2Instance))
          if truth.isRunning(row.ec2Instance) { #expect(row.strikes == expected[row.containerInstance]) }
          if !row.steps.isEmpty { #expect(runs.isComplete(row.target) && (row.strikes >= 2 || !truth.isRunning(row.ec2Instance))) }
        }
        #expect(bench.dead.subtracting(truth.dead).isEmpty)
        #expect(Set(bench.mutated().values.flatMap(\.keys)).isSubset(of: runs.everDead))
        if attempts == 1 { #expect(report.targets.contains { $0.status == .partial }) }
        #expect(report.totals.targets[.ok, default: 0] > (attempts == 1 ? 150 : 240))
      }
    }
  }

  /// Every target has its own row, or its Region or account has one that says why.
  private func accountsForAll(_ report: SweepReport) {
    for account in FleetTests.fleet.accounts {
      let rows = report.targets.filter { $0.account == account.id }
      if rows.contains(where: { $0.region == nil && $0.status == .failed }) { continue }
      for region in account.regions {
        let rows = rows.filter { $0.region == region.name }
        if rows.contains(where: { $0.cluster == nil && $0.status == .failed }) { continue }
        #expect(Set(rows.compactMap(\.cluster)) == Set(region.clusters.map(\.name)))
      }
    }
  }
}

/// How many strikes each instance must have, worked out from what each sweep says that it read.
struct ExpectedRuns {
  private var sweep = 0
  private var counted: [Target: Int] = [:]
  private var runs: [String: (sweep: Int, strikes: Int)] = [:]
  private var complete: Set<Target> = []
  private(set) var everDead: Set<String> = []

  func isComplete(_ target: Target) -> Bool { complete.contains(target) }

  /// The strikes after this report, by container instance ID. A complete target must have a row for each of its dead.
  mutating func advance(_ report: SweepReport, _ truth: ExpectedFleet) -> [String: Int] {
    sweep += 1
    everDead.formUnion(truth.dead)
    complete = []
    var previous: [Target: Int] = [:]
    for row in report.targets where row.status != .failed {
      guard let region = row.region, let cluster = row.cluster else { continue }
      let target = Target(account: row.account, region: region, cluster: cluster)
      if row.status == .ok {
        complete.insert(target)
        #expect(Set(report.instances.filter { $0.target == target }.map(\.ec2Instance)) == truth.dead(row))
      }
      previous[target] = counted.updateValue(sweep, forKey: target)
    }
    for row in report.instances {
      let last = runs[row.containerInstance]
      let isUnbroken = last != nil && last?.sweep == previous[row.target]
      runs[row.containerInstance] = (sweep, isUnbroken ? (last?.strikes ?? 0) + 1 : 1)
    }
    return runs.mapValues(\.strikes)
  }
}
