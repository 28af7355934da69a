import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// Groups whose members cannot be detached, or must not be.
@Suite("Auto Scaling groups that refuse")
struct GroupRefusalTests {
  @Test("a group at its minimum is asked to keep its size (terraform-aws-spacelift-workerpool-on-ec2 #85)")
  func minimum() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: "ecs-web") { $0.minSize = 10 }
      _ = try await bench.sweep()
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
      #expect(try Incident.web(bench).count == 10)
    }
  }

  @Test(
    "an instance on Standby or in a warm pool is held by name (reproio/ecs_deploy #47, #84)",
    arguments: ["Standby", "EnteringStandby", "Warmed:Running", "Pending:Wait", "Terminating:Wait", "Detaching"])
  func lifecycle(state: String) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.lifecycleState = state }
      for _ in 1...3 { _ = try await bench.sweep() }
      #expect(try await bench.sweep().verdicts == ["held not_in_service"])
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("where DetachInstances is refused, nothing is terminated, and every sweep says so (reproio/ecs_deploy #56, #84)")
  func refused() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      let message = "The instance \(dead) is not in InService or Standby."
      bench.mock.add(MockFault(.refuse(code: "ValidationError", message: message, status: 400), operation: "DetachInstances"))
      _ = try await bench.sweep()
      for _ in 1...3 {
        let report = try await bench.sweep()
        #expect(report.exitStatus == 4)
        #expect(report.unfinished.map(\.ec2Instance) == [dead])
      }
      #expect(bench.terminated.isEmpty)
    }
  }

  /// TerminateInstances with several IDs is refused as a whole where one of them is protected (EC2 API reference, TerminateInstances).
  @Test("an instance that is protected from termination does not keep others from being ended: one ID a call")
  func protected() async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 4, instances: 10, disconnected: .count(1))
    try await SweepBench.with(fleet, policy: Incident.defaults) { bench in
      let dead = bench.dead.sorted()
      try bench.mock.edit(dead[0]) { $0.terminationProtected = true }
      _ = try await bench.sweep()
      for _ in 1...3 { #expect(try await bench.sweep().exitStatus == 3) }
      #expect(Set(bench.terminated) == Set(dead.dropFirst()))
      #expect(bench.mock.mutations.allSatisfy { $0.resources.filter { $0.hasPrefix("i-") }.count <= 1 })
    }
  }
}

/// What else replaces instances, or counts on them: facts that the group's own lists do not show (EC2 Auto Scaling user guide, "Instance
/// refresh"; ECS developer guide, "Managed termination protection", "Managed instance draining").
@Suite("Groups that something else manages")
struct ManagedGroupTests {
  @Test("are left alone by default: a capacity provider protects or drains their instances", arguments: [true, false])
  func provider(protects: Bool) async throws {
    try await SweepBench.with { bench in
      try bench.addProvider { ($0.managedTerminationProtection, $0.managedDraining) = (protects, !protects) }
      if protects { try bench.mock.edit(bench.deadInstance().ec2InstanceID) { $0.protectedFromScaleIn = true } }
      _ = try await bench.sweep()
      let report = try await bench.sweep()
      #expect(report.verdicts == ["held capacity_provider"])
      #expect(report.instances.first?.ruling.detail.contains("allow_detach_managed") == true)
      #expect(report.exitStatus == 3 && bench.mutated().isEmpty)
    }
  }

  @Test("are replaced where that is allowed, though the provider's protection is still on")
  func allowed() async throws {
    try await SweepBench.with(policy: SweepBench.overrides([.maxDisconnected: "50%", .allowDetachManaged: "true"])) { bench in
      try bench.addProvider { ($0.managedTerminationProtection, $0.managedDraining) = (true, true) }
      let dead = try bench.deadInstance().ec2InstanceID
      try bench.mock.edit(dead) { $0.protectedFromScaleIn = true }
      for _ in 1...2 { #expect(try await bench.sweep().exitStatus == 0) }
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
    }
  }

  @Test(
    "are left alone while an instance refresh goes on, also one that rolls back, and not after it",
    arguments: ["InProgress", "RollbackInProgress", "Baking", "NewWord"])
  func refresh(status: String) async throws {
    try await SweepBench.with { bench in
      try bench.addProvider { $0.instanceRefresh = status }
      for _ in 1...2 { _ = try await bench.sweep() }
      #expect(bench.mutated().isEmpty)
      #expect(try await bench.sweep().verdicts == ["held instance_refresh"])
      try bench.addProvider { $0.instanceRefresh = "Successful" }
      #expect(try await bench.sweep().steps.count == 4)
    }
  }

  @Test("are left alone in a zone from which a zonal shift moves their group, until it is over")
  func zonalShift() async throws {
    try await SweepBench.with { bench in
      let zone = try #require(try bench.deadInstance().zoneID)
      try bench.addProvider { ($0.impairedZoneBehavior, $0.shiftedFrom) = ("IgnoreUnhealthy", [zone]) }
      for _ in 1...2 { _ = try await bench.sweep() }
      #expect(try await bench.sweep().verdicts == ["held zonal_shift"])
      #expect(bench.mutated().isEmpty)
      try bench.addProvider { ($0.impairedZoneBehavior, $0.shiftedFrom) = ("IgnoreUnhealthy", []) }
      #expect(try await bench.sweep().steps.count == 4)
    }
  }

  @Test(
    "are replaced where the shift is of another zone, the group replaces the unhealthy all the same, or takes no part",
    arguments: [("IgnoreUnhealthy", false), ("ReplaceUnhealthy", true), (nil, true)] as [(String?, Bool)])
  func noMatter(behavior: String?, isItsZone: Bool) async throws {
    try await SweepBench.with { bench in
      let zone = try #require(try bench.deadInstance().zoneID)
      try bench.addProvider { ($0.impairedZoneBehavior, $0.shiftedFrom) = (behavior, [isItsZone ? zone : "use1-az9"]) }
      _ = try await bench.sweep()
      #expect(try await bench.sweep().steps.count == 4)
      // Who goes by no shift is not asked about.
      #expect((bench.mock.callCounts["arc-zonal-shift:ListManagedResources"] != nil) == !isItsZone)
    }
  }

  @Test("that take part and that the list of shifts leaves out are held")
  func leftOut() async throws {
    var options = MockOptions()
    options.rewrite = { call, _, body in call.operation == "ListManagedResources" ? #"{"items":[]}"# : body }
    try await SweepBench.with(options: options) { bench in
      try bench.addProvider { $0.impairedZoneBehavior = "IgnoreUnhealthy" }
      for _ in 1...2 { _ = try await bench.sweep() }
      #expect(try await bench.sweep().verdicts == ["held facts_unknown"])
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test(
    "of which that cannot be read are held", arguments: ["DescribeCapacityProviders", "DescribeInstanceRefreshes", "ListManagedResources"])
  func unread(operation: String) async throws {
    try await SweepBench.with { bench in
      try bench.addProvider { $0.impairedZoneBehavior = "IgnoreUnhealthy" }
      bench.mock.add(MockFault(.accessDenied, operation: operation))
      for _ in 1...2 { _ = try await bench.sweep() }
      #expect(try await bench.sweep().verdicts == ["held facts_unknown"])
      #expect(bench.mutated().isEmpty)
    }
  }
}
