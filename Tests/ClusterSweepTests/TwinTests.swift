import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Network
import Testing

/// One EC2 instance with two registrations: the documented case that predecessors answered by killing a healthy machine.
@Suite("A second registration of the same EC2 instance")
struct TwinTests {
  /// The dead instance is registered once more, in a cluster that the sweep is told to leave out.
  private func withTwin<R>(
    connected: Bool, age: Double, options: MockOptions = MockOptions(), _ body: (SweepBench, MockInstance, MockInstance) async throws -> R
  ) async throws -> R {
    try await SweepBench.with(options: options, clusters: NameFilter(["*", "!sandbox"])) { bench in
      let dead = try bench.deadInstance()
      let twin = try bench.mock.addDuplicate(of: dead.ec2InstanceID, cluster: "sandbox", connected: connected, age: age)
      return try await body(bench, dead, twin)
    }
  }

  @Test("that is connected, in an excluded cluster: only the stale registration is removed", arguments: [false, true])
  func connected(refusesFilters: Bool) async throws {
    var options = MockOptions()
    options.refusesFilters = refusesFilters
    try await withTwin(connected: true, age: 3600, options: options) { bench, dead, twin in
      _ = try await bench.sweep()
      let report = try await bench.sweep()
      #expect(report.verdicts == ["due duplicate_registration"])
      #expect(report.steps == ["deregister done"])
      #expect(bench.steps(of: dead.ec2InstanceID) == ["DeregisterContainerInstance"])
      #expect(bench.mock.mutations.contains { $0.resources.contains(dead.containerInstanceID ?? "") })
      #expect(try bench.mock.instance(twin.containerInstanceID ?? "").agentConnected)
      #expect(try bench.mock.instance(twin.containerInstanceID ?? "").ec2State == "running")
      #expect(try await bench.sweep().instances.isEmpty)
    }
  }

  @Test("that is newer and disconnected for the moment may be the living one: nothing is done")
  func newer() async throws {
    try await withTwin(connected: false, age: 300) { bench, dead, _ in
      _ = try await bench.sweep()
      let report = try await bench.sweep()
      #expect(report.verdicts == ["held duplicate_registration"])
      #expect(report.exitStatus == 3)
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test("that is older and disconnected is a leftover: the machine is replaced")
  func older() async throws {
    try await withTwin(connected: false, age: 365 * 86_400) { bench, dead, _ in
      _ = try await bench.sweep()
      #expect(try await bench.sweep().steps.count == 4)
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("that a short answer leaves out is not taken for absent")
  func leftOut() async throws {
    var options = MockOptions()
    options.rewrite = { call, _, _ in
      call.operation == "DescribeContainerInstances" && call.resources.first == "sandbox"
        ? #"{"containerInstances":[],"failures":[]}"# : nil
    }
    try await withTwin(connected: true, age: 3600, options: options) { bench, dead, _ in
      _ = try await bench.sweep()
      #expect(try await bench.sweep().verdicts == ["held facts_unknown"])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test("is not looked for by a filter that does not even find the one that is known")
  func blindFilter() async throws {
    var options = MockOptions()
    options.rewrite = { call, request, _ in
      call.operation == "ListContainerInstances" && request.contains("ec2InstanceId in") ? #"{"containerInstanceArns":[]}"# : nil
    }
    try await withTwin(connected: true, age: 3600, options: options) { bench, dead, _ in
      _ = try await bench.sweep()
      #expect(try await bench.sweep().verdicts == ["held facts_unknown"])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test(
    "is not looked for before terminating either, where the one that is known is not found", arguments: ["ContainerInstance", "Cluster"])
  func blindBeforeTerminating(list: String) async throws {
    let isBlind = Lock(false)
    var options = MockOptions()
    let member = list.prefix(1).lowercased() + list.dropFirst()
    options.rewrite = { call, _, _ in
      call.operation == "List\(list)s" && isBlind.withLock { $0 } ? #"{"\#(member)Arns":[]}"# : nil
    }
    try await SweepBench.with(options: options) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { if $0 == .journal(.terminate) { isBlind.withLock { $0 = true } } }
      #expect(report.steps.last == "terminate failed" && report.exitStatus == 4)
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DetachInstances"])
    }
  }

  @Test("is not looked for where the list of clusters leaves out its own")
  func clustersLeftOut() async throws {
    let isBlind = Lock(false)
    var options = MockOptions()
    options.rewrite = { call, _, _ in
      call.operation == "ListClusters" && isBlind.withLock { $0 } ? #"{"clusterArns":[]}"# : nil
    }
    try await withTwin(connected: true, age: 3600, options: options) { bench, dead, _ in
      _ = try await bench.sweep()
      let report = try await bench.sweep { if $0 == .claim { isBlind.withLock { $0 = true } } }
      #expect(report.verdicts == ["held facts_unknown"])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test("that another worker has a place for has its turn first")
  func turns() async throws {
    try await withTwin(connected: false, age: 365 * 86_400) { bench, dead, _ in
      _ = try await bench.sweep()
      let sandbox = Target(account: SweepBench.account, region: SweepBench.region, cluster: "sandbox")
      let name = sandbox.budgetName(dead.ec2InstanceID)
      let other = BudgetClaim(instance: name, cluster: sandbox.description, group: nil, isOpen: false, limits: BudgetLimits(Policy()))
      _ = try await bench.store.claimBudget([other], sweepID: "another")
      #expect(try await bench.sweep().verdicts == ["deferred duplicate_registration"])
      #expect(await bench.store.budget(sweepID: "another").open[name]?.cluster == other.cluster)
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
      try await bench.store.releaseBudget(name, sweepID: "another")
      #expect(try await bench.sweep().steps.count == 4)
    }
  }

  @Test("may come at any moment in the cluster of the first, which is asked last")
  func ownClusterLast() async throws {
    let clusters: [MockFleet.Cluster] = [.init("alpha", instances: 10, disconnected: .count(1)), .init("omega", instances: 10)]
    let fleet = MockFleet(accounts: [.init(SweepBench.account, regions: [.init(SweepBench.region, clusters: clusters)])])
    try await SweepBench.with(fleet) { bench in
      _ = try await bench.sweep()
      let before = Lock(0)
      _ = try await bench.sweep { if $0 == .journal(.terminate) { before.withLock { $0 = bench.mock.calls.count } } }
      let asked = bench.mock.calls.dropFirst(before.withLock { $0 }).filter { $0.operation == "ListContainerInstances" }
      #expect(asked.map(\.resources.first) == ["omega", "alpha"])
    }
  }
}
