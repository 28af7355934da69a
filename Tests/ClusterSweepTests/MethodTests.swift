import AWSCore
import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// The methods that let an Auto Scaling group end its instance by itself.
@Suite("An instance that its group ends")
struct MethodTests {
  private static let end = ["asg": "TerminateInstanceInAutoScalingGroup", "unhealthy": "SetInstanceHealth"]
  private static let refusal = MockFault.Kind.refuse(code: "ScalingActivityInProgress", message: "not now", status: 400)

  /// The step that ends an instance.
  private static func end(by method: RemediationMethod) -> Step {
    switch method {
    case .detach: .terminate
    case .asg: .terminateInGroup
    case .unhealthy: .setUnhealthy
    }
  }

  private static func with(
    _ method: RemediationMethod, options: MockOptions = MockOptions(), _ body: (SweepBench, MockInstance, String) async throws -> Void
  ) async throws {
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .method: method.rawValue])
    try await SweepBench.with(options: options, policy: policy) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      try await body(bench, dead, try #require(end[method.rawValue]))
    }
  }

  /// Only the waits for a group are short enough to be leaps; the deadline's never comes.
  private static func leaping(_ bench: SweepBench) -> @Sendable (Duration) async throws -> Void {
    { duration in
      if duration <= .seconds(10) { bench.leap(duration) } else { try await TimeSource.system.sleep(duration) }
    }
  }

  private static func hang(_ bench: SweepBench, drains: Bool = false) throws {
    try bench.addProvider { ($0.hasTerminatingHook, $0.managedDraining) = (!drains, drains) }
  }

  @Test("is replaced, its registration removed after its machine", arguments: [RemediationMethod.asg, .unhealthy])
  func replaced(method: RemediationMethod) async throws {
    try await Self.with(method) { bench, dead, end in
      let report = try await bench.sweep()
      #expect(report.exitStatus == 0 && report.instances.map(\.isRemediated) == [true])
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", end, "DeregisterContainerInstance"])
      let last = try await bench.sweep()
      #expect(last.instances.isEmpty && last.unfinished.isEmpty && last.targets.map(\.observed) == [4, 2, 10])
    }
  }

  @Test(
    "does not wait 48 hours for a hook or a drain that a dead agent never ends: its registration goes first",
    arguments: [RemediationMethod.asg, .unhealthy], [true, false])
  func waitedFor(method: RemediationMethod, drains: Bool) async throws {
    try await Self.with(method) { bench, dead, end in
      try Self.hang(bench, drains: drains)
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DeregisterContainerInstance", end])
      let last = try await bench.sweep()
      #expect(last.instances.isEmpty && last.unfinished.isEmpty && last.targets.map(\.observed) == [4, 2, 10])
    }
  }

  @Test(
    "and that its group refuses to end, once it is deregistered, is told by every sweep, and ended by none: nobody knows its agent any more"
  )
  func refused() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      bench.mock.add(MockFault(Self.refusal, operation: end))
      for _ in 1...3 {
        let report = try await bench.sweep(sleep: Self.leaping(bench))
        #expect(report.exitStatus == 4 && report.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID])
        #expect(report.unfinished.first?.detail.contains("terminate it, unless its group") == true)
        bench.mock.clearFaults()
      }
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DeregisterContainerInstance"])
    }
  }

  @Test("and that its group is too busy to end, once it is deregistered, is asked for again in the same sweep")
  func busy() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      bench.mock.add(MockFault(Self.refusal, operation: end, times: 3))
      #expect(try await bench.sweep(sleep: Self.leaping(bench)).exitStatus == 0)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DeregisterContainerInstance", end])
    }
  }

  @Test("and that must be deregistered first is not, where too little of the sweep is left to end it then")
  func noTimeLeft() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      let report = try await bench.sweep(
        deadline: .seconds(600), before: { if $0 == .journal(.deregister) { bench.leap(.seconds(560)) } })
      #expect(report.steps.last == "deregister failed" && report.exitStatus == 4)
      #expect(report.unfinished.first?.detail.contains("the next sweep goes on") == true)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags"])
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "CreateTags", "DeregisterContainerInstance", end])
    }
  }

  @Test("is not ended where the claim on it ran out during the looks before: a person may have let it go")
  func claimRanOut() async throws {
    try await Self.with(.asg) { bench, dead, end in
      let report = try await bench.sweep(
        before: { if $0 == .journal(.terminateInGroup) { bench.mock.add(MockFault(.status(500), operation: "ListClusters", times: 1)) } },
        sleep: { if $0 < .seconds(1) { bench.leap(.seconds(300)) } else { try await TimeSource.system.sleep($0) } })
      #expect(report.steps == ["tag done", "terminate_in_group failed"] && report.exitStatus == 4)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags"])
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.mutated()[end] != nil)
    }
  }

  @Test("and that registers anew while its group is busy is left alone")
  func anewWhileBusy() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      bench.mock.add(MockFault(Self.refusal, operation: end, times: 1))
      let leap = Self.leaping(bench)
      let report = try await bench.sweep(sleep: { duration in
        if duration == .seconds(10) { _ = try bench.mock.addDuplicate(of: dead.ec2InstanceID, cluster: "batch", connected: true, age: 0) }
        try await leap(duration)
      })
      #expect(report.steps.last == "terminate_in_group failed" && bench.mutated()[end] == nil)
    }
  }

  @Test("is tried to be ended again, once it is deregistered, where something cannot be read")
  func unreadAfter() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      let report = try await bench.sweep(
        attempts: 1,
        before: { call in
          if call == .journal(.terminateInGroup) { bench.mock.add(MockFault(.status(500), operation: "ListClusters", times: 2)) }
        }, sleep: Self.leaping(bench))
      #expect(report.exitStatus == 0)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DeregisterContainerInstance", end])
    }
  }

  @Test("and that is deregistered and not ended keeps its group's place, however long that takes")
  func keepsItsPlace() async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 10, disconnected: .count(3))
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .method: "asg", .perCluster: "5"])
    try await SweepBench.with(fleet, policy: policy) { bench in
      try Self.hang(bench)
      bench.mock.add(MockFault(.accessDenied, operation: "TerminateInstanceInAutoScalingGroup"))
      for _ in 1...20 { _ = try await bench.sweep() }
      #expect(bench.mutated()["DeregisterContainerInstance"]?.count == 1)
      let report = try await bench.sweep()
      #expect(report.verdicts == ["deferred per_group", "deferred per_group"] && report.unfinished.count == 1)
    }
  }

  @Test("and that its group is too busy to end while it is registered is left to the next sweep")
  func busyBefore() async throws {
    try await Self.with(.asg) { bench, dead, end async throws in
      bench.mock.add(MockFault(Self.refusal, operation: end, times: 1))
      #expect(try await bench.sweep(sleep: Self.leaping(bench)).steps.last == "terminate_in_group failed")
      #expect(try await bench.sweep().exitStatus == 0)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "CreateTags", end, "DeregisterContainerInstance"])
    }
  }

  @Test(
    "and whose agent comes back just before a step that nothing takes back is left alone",
    arguments: [RemediationMethod.asg, .unhealthy], [true, false])
  func back(method: RemediationMethod, waits: Bool) async throws {
    try await Self.with(method) { bench, dead, end in
      if waits { try Self.hang(bench) }
      let first = waits ? Step.deregister : Self.end(by: method)
      let report = try await bench.sweep(before: { call in
        if call == .journal(first) { _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true } }
      })
      #expect(report.steps.last == "\(first.rawValue) failed" && report.exitStatus == 4)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags"])
      #expect(try await bench.sweep().unfinished.map(\.isStranded) == [true])
    }
  }

  @Test("and whose agent has come up anew just before a step that nothing takes back is left alone", arguments: RemediationMethod.allCases)
  func anewBefore(method: RemediationMethod) async throws {
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .method: method.rawValue])
    try await SweepBench.with(policy: policy) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let last = Self.end(by: method)
      let report = try await bench.sweep(before: { call in
        guard call == .journal(last) else { return }
        _ = try? bench.mock.addDuplicate(of: dead.ec2InstanceID, cluster: "batch", connected: true, age: 0)
      })
      #expect(report.steps.last == "\(last.rawValue) failed" && report.exitStatus == 4)
      #expect(try bench.mock.instance(dead.ec2InstanceID).ec2State == "running")
    }
  }

  @Test("and that was called unhealthy before its agent came back is told with what keeps it")
  func unhealthyAndBack() async throws {
    var options = MockOptions()
    options.timing.unhealthy = 86400
    try await Self.with(.unhealthy, options: options) { bench, dead, _ in
      _ = try await bench.sweep(sleep: Self.leaping(bench))
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
      let report = try await bench.sweep()
      #expect(report.unfinished.first?.detail.contains("set-instance-health --health-status Healthy") == true)
    }
  }

  @Test("and that registers anew between its deregistration and its end is left alone")
  func anew() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      let report = try await bench.sweep(before: { call in
        guard call == .journal(.terminateInGroup) else { return }
        _ = try? bench.mock.addDuplicate(of: dead.ec2InstanceID, cluster: "batch", connected: true, age: 0)
      })
      #expect(report.steps.last == "terminate_in_group failed" && bench.mutated()[end] == nil)
      #expect(try await bench.sweep().unfinished.map(\.isStranded) == [true])
    }
  }

  @Test("a machine that was stranded, and that a person took out of its cluster, is nobody's prey", arguments: RemediationMethod.allCases)
  func takenOut(method: RemediationMethod) async throws {
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .method: method.rawValue])
    try await SweepBench.with(policy: policy) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let last = Self.end(by: method)
      _ = try await bench.sweep(before: { call in
        if call == .journal(last) { _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true } }
      })
      try bench.mock.removeRegistration(dead.containerInstanceID ?? "")
      for _ in 1...3 { #expect(try await bench.sweep().unfinished.map(\.ec2Instance) == [dead.ec2InstanceID]) }
      #expect(try bench.mock.instance(dead.ec2InstanceID).ec2State == "running")
    }
  }

  @Test("later than a sweep waits is deregistered by the next one, and never told a second time")
  func slow() async throws {
    var options = MockOptions()
    options.timing.unhealthy = 300
    try await Self.with(.unhealthy, options: options) { bench, dead, end in
      let report = try await bench.sweep(sleep: Self.leaping(bench))
      #expect(report.steps == ["tag done", "set_unhealthy done"])
      #expect(report.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID] && report.exitStatus == 4)
      let next = try await bench.sweep()
      #expect(next.steps == ["deregister done"] && next.exitStatus == 0)
      #expect(bench.mutated()[end] == [dead.ec2InstanceID: 1])
    }
  }

  @Test("is held where its group's hooks cannot be read")
  func unread() async throws {
    try await Self.with(.asg) { bench, _, _ async throws in
      bench.mock.add(MockFault(.accessDenied, operation: "DescribeLifecycleHooks"))
      #expect(try await bench.sweep().verdicts == ["held facts_unknown"])
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("though a hook keeps it is reported until it is gone, and ended once")
  func hookHangs() async throws {
    try await Self.with(.asg) { bench, dead, end in
      try Self.hang(bench)
      // A twin, long dead, in another cluster keeps the hook waiting: what is registered there is not ours to remove.
      _ = try bench.mock.addDuplicate(of: dead.ec2InstanceID, cluster: "batch", connected: false, age: 1000 * 86400)
      // Only the wait for its end is short enough to be a leap; the deadline's never comes.
      let first = try await bench.sweep(sleep: { duration in
        if duration == .seconds(2) { bench.leap(duration) } else { try await TimeSource.system.sleep(duration) }
      })
      #expect(first.steps.last == "terminate_in_group done" && first.exitStatus == 4)
      for _ in 1...3 {
        let report = try await bench.sweep()
        #expect(report.unfinished.map(\.ec2Instance) == [dead.ec2InstanceID] && report.exitStatus == 4)
      }
      #expect(bench.mutated()[end] == [dead.ec2InstanceID: 1])
      bench.clock.advance(by: 48 * 3600)
      _ = try await bench.sweep()
      #expect(try await bench.sweep().unfinished.isEmpty)
    }
  }
}
