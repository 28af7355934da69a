import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// The organization of the issue: 20 accounts × 5 Regions × 3 clusters × 100 instances.
@Suite("A fleet of 30,000 instances")
struct FleetTests {
  static let fleet = MockFleet(accounts: 20, regions: 5, clusters: 3, instances: 100, disconnected: .share(0.025), seed: 20_261_123)
  /// One instance a cluster, all clusters at once.
  static let policy = SweepBench.overrides([.maxDisconnected: "50%", .perSweep: "1000", .perHour: "1000"])

  @Test("gets exactly the verdicts that its truth demands, and only the dead are replaced")
  func exact() async throws {
    try await SweepBench.with(Self.fleet, policy: Self.policy) { bench in
      let expected = ExpectedFleet(bench.mock.truth)
      #expect(expected.dead.count > 600)
      for sweep in 1...2 {
        let truth = ExpectedFleet(bench.mock.truth)
        let report = try await bench.sweep()
        #expect(report.targets.count == 300)
        #expect(report.targets.allSatisfy { $0.status == .ok && $0.observed == 100 })
        for target in report.targets { #expect(target.disconnected == truth.dead(target).count) }
        #expect(Set(report.instances.map(\.ec2Instance)) == truth.dead)
        #expect(report.instances.allSatisfy { $0.strikes == sweep })
        let due = Set(report.instances.filter { $0.ruling.verdict == .due }.map(\.ec2Instance))
        #expect(due == (sweep == 1 ? [] : truth.firstOfEachCluster))
        #expect(report.instances.filter { $0.ruling.verdict == .due }.allSatisfy { $0.isRemediated })
        #expect(
          report.instances.allSatisfy {
            sweep == 1 ? $0.ruling.verdict == .striking : $0.ruling.verdict == .due || $0.ruling.reason == .perCluster
          })
        #expect(report.exitStatus == 0)
        #expect(report.api.throttled == 0 && report.api.retries == 0)
        let replaced = truth.dead.subtracting(bench.dead)
        #expect(replaced == due)
      }
      for operation in SweepBench.allSteps {
        let changed = bench.mutated()[operation] ?? [:]
        #expect(Set(changed.keys).isSubset(of: expected.dead))
        #expect(changed.values.allSatisfy { $0 == 1 })
      }
    }
  }
}

/// What a sweep must find, from the mock's own state.
struct ExpectedFleet {
  private(set) var byTarget: [Target: [MockInstance]] = [:]

  init(_ truth: [MockInstance]) {
    for instance in truth where instance.containerInstanceID != nil && !instance.agentConnected {
      byTarget[Target(account: instance.account, region: instance.region, cluster: instance.cluster), default: []].append(instance)
    }
  }

  var dead: Set<String> { Set(byTarget.values.joined().map(\.ec2InstanceID)) }

  func dead(_ target: TargetReport) -> Set<String> {
    guard let region = target.region, let cluster = target.cluster else { return [] }
    return Set(byTarget[Target(account: target.account, region: region, cluster: cluster), default: []].map(\.ec2InstanceID))
  }

  /// How many of them have left their group and were replaced there, and are still registered.
  func detached(_ target: TargetReport) -> Int {
    let dead = dead(target)
    return byTarget.values.joined().count { dead.contains($0.ec2InstanceID) && $0.group == nil }
  }

  func isRunning(_ ec2Instance: String) -> Bool {
    byTarget.values.joined().contains { $0.ec2InstanceID == ec2Instance && $0.ec2State == "running" }
  }

  /// All runs began in the same sweep, so the order of a cluster's instances is that of their IDs.
  var firstOfEachCluster: Set<String> {
    Set(byTarget.values.compactMap { $0.min { ($0.containerInstanceID ?? "") < ($1.containerInstanceID ?? "") }?.ec2InstanceID })
  }
}
