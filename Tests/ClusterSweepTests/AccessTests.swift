import AWSCore
import AgentHealth
import ClusterSweep
import MockAWS
import Network
import Testing

/// Accounts and Regions that do not let the sweep in, or are not what they were said to be.
@Suite("Access that fails")
struct AccessTests {
  private static let other = "222233334444"
  private static let fleet = MockFleet(accounts: 2, regions: 2, clusters: 2, instances: 10, disconnected: .count(1))

  /// Sweeps until all that can be replaced is, and expects that nothing of `account` (and `region`) was touched, and that it is named.
  private func unseen(
    account: String, region: String? = nil, clusters: Int, saying words: String, _ bench: SweepBench, plans: [AccountPlan]? = nil
  ) async throws {
    for _ in 1...5 {
      let report = try await bench.sweep(plans: plans)
      let failed = report.targets.filter { $0.status == .failed }
      #expect(failed.map(\.account) == [account])
      #expect(failed.map(\.region) == [region])
      #expect(failed.first?.error?.contains(words) == true, "\(failed.first?.error ?? "")")
      #expect(report.targets.count { $0.status == .ok } == clusters)
      #expect(report.exitStatus == 2)
    }
    let touched = bench.mock.mutations.filter { $0.service != "sts" && $0.service != "sns" && $0.wasCarriedOut }
    #expect(!touched.isEmpty)
    #expect(!touched.contains { $0.account == account && (region == nil || $0.region == region) })
  }

  @Test("a role that is refused fails its account by name, and the others are swept")
  func refusedRole() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      bench.mock.setRefusesRoles(true, account: Self.other)
      try await unseen(account: Self.other, clusters: 4, saying: "AccessDenied", bench)
    }
  }

  @Test("credentials that could not be renewed and still are good are a warning, once, and everything is swept")
  func failedRenewal() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let keys = Credentials(
        accessKeyID: bench.mock.accessKey, secretAccessKey: bench.mock.secretKey, expiration: bench.clock.now + 3600)
      let isBroken = Lock(false)
      let source = CredentialSource(name: "flaky source") { () throws(AWSError) in
        if isBroken.withLock({ $0 }) { throw AWSError(.credentials, code: "Broken", message: "no answer") }
        return keys
      }
      let caller = CredentialCache(source, time: bench.time(sleep: TimeSource.system.sleep))
      _ = try await caller.credentials()
      isBroken.withLock { $0 = true }
      let report = try await bench.sweep(after: 55, caller: caller)
      #expect(report.warnings.filter { $0.contains("flaky source could not be renewed") && $0.contains("no answer") }.count == 1)
      #expect(report.targets.allSatisfy { $0.status == .ok } && !report.targets.isEmpty)
    }
  }

  @Test("a role of another account than the one that was named is never swept")
  func wrongAccount() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      var plans = bench.plans
      let third = "333344445555"
      plans[1] = AccountPlan(accountID: third, roles: plans[1].roles, regions: plans[1].regions, policies: plans[1].policies)
      try await unseen(account: third, clusters: 4, saying: "222233334444", bench, plans: plans)
      #expect(!bench.mock.calls.contains { $0.account == Self.other && $0.service != "sts" }, "not even looked at")
    }
  }

  @Test("a Region that refuses is failed by name, and the others are swept")
  func refusedRegion() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      bench.mock.add(MockFault(.accessDenied, service: "ecs", operation: "ListClusters", account: Self.other, region: "eu-west-1"))
      try await unseen(account: Self.other, region: "eu-west-1", clusters: 6, saying: "AccessDenied", bench)
    }
  }

  @Test("a named cluster that is in none of the Regions is failed by name")
  func missingCluster() async throws {
    try await SweepBench.with(Self.fleet, clusters: NameFilter(["web", "wbe"])) { bench in
      let report = try await bench.sweep()
      #expect(report.targets.filter { $0.status == .failed }.map(\.cluster) == ["wbe", "wbe"])
      #expect(report.exitStatus == 2)
    }
  }

  @Test("a target that three entries reach with two policies is swept by none of them")
  func conflict() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let plan = bench.plans[0]
      let strict = AccountPlan(
        accountID: plan.accountID, roles: plan.roles, regions: plan.regions,
        policies: PolicyLayers(top: SweepBench.overrides([.failAfter: "9"])))
      let report = try await bench.sweep(plans: [plan, strict, plan])
      #expect(report.targets.allSatisfy { $0.status == .failed })
      #expect(report.targets.count == 4)
      #expect(report.instances.isEmpty)
    }
  }

  @Test("credentials that are no good end the sweep with a line that says so")
  func noCredentials() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      bench.mock.add(MockFault(.accessDenied, service: "sts"))
      let report = try await bench.sweep()
      #expect(report.failures.count == 1)
      #expect(report.exitStatus == 1)
      #expect(report.targets.isEmpty)
    }
  }
}
