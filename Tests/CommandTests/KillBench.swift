import Foundation
import Glibc
import MockAWS
import TestSupport
import Testing

/// A small fleet whose agents fail one after another, and a sweep that gets killed.
///
/// An agent that fails here stays silent, but for those that `revive` brings back: so whatever was changed and did not fail for good was connected.
final class KillBench {
  static let size = 12
  static let fleet = MockFleet(accounts: 2, regions: 2, clusters: 1, instances: size, disconnected: .count(0))
  static let topic = "arn:aws:sns:us-east-1:\(MockFleet.accountID(0)):ecs-agents"

  let mock: MockServer
  let monitor: Monitor
  /// EC2 instances whose agent is silent for good.
  private(set) var dead: Set<String> = []
  /// How many sweeps were begun, in all and before an agent fell silent.
  private var begun = 0
  private var begunBefore: [String: Int] = [:]
  /// Of the latest sweep that counted; the next one waits until `min_gap` is over.
  private var counted = ContinuousClock.now
  /// AWS's clock, where time passes only between sweeps; nil where it is the machine's.
  private let clock: MockManualClock?
  /// The server that the sweeps' store is on now; nil where it is a file.
  var redis: RedisServer?

  private init(mock: MockServer, monitor: Monitor, clock: MockManualClock?) {
    self.mock = mock
    self.monitor = monitor
    self.clock = clock
  }

  /// - Parameters:
  ///   - clock: the mock's.
  ///   - store: where the sweeps keep what they know.
  static func with(
    _ timing: MockTiming, latency: Double, seed: UInt64 = 1, clock: MockManualClock? = nil, store: String = "file:strikes.json",
    _ body: (KillBench) async throws -> Void
  ) async throws {
    var options = MockOptions()
    options.timing = timing
    options.latency = latency
    if let clock { options.clock = clock.clock }
    var fleet = fleet
    fleet.seed = seed
    try await withMockAWS(fleet: fleet, options: options) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        // More are replaced here in a minute than anybody should in an hour.
        // Newcomers are made to die again and again: without the last two the loop breaker would stop that, as it should. And the place of a
        // sweep that was killed is free minutes later only, while the next ones come within seconds.
        let policy: [String: Any] = [
          "per_hour": 1000, "per_cluster": 100, "per_group": 100, "max_disconnected": "100%", "replacement_wait": "0s",
          "max_failed_replacements": 100,
        ]
        try monitor.write(fleet, policy: policy, store: store, topic: topic)
        try await body(KillBench(mock: mock, monitor: monitor, clock: clock))
      }
    }
  }

  /// Everything in a fraction of a second, as long as nothing else is said.
  static let quick: MockTiming = {
    var timing = MockTiming()
    (timing.detach, timing.launch, timing.register, timing.shutDown) = (0, 0.02, 0.02, 0.05)
    return timing
  }()

  var places: [(account: String, region: String)] {
    Self.fleet.accounts.flatMap { account in account.regions.map { (account.id, $0.name) } }
  }

  /// The registrations of one place's only cluster.
  func instances(_ place: (account: String, region: String)) throws -> [MockInstance] {
    try mock.instances(account: place.account, region: place.region, cluster: MockFleet.clusterName(0))
  }

  /// Silences one agent of every whole cluster for good, and returns a second one that is silent until `revive`.
  func disconnect(_ random: inout some RandomNumberGenerator) throws -> String? {
    var other: String?
    for (index, place) in places.shuffled(using: &random).enumerated() {
      let instances = try instances(place)
      let healthy = instances.filter(\.isHealthy).map(\.ec2InstanceID).shuffled(using: &random)
      // Two of a zone may be silent at once: half of it would be the control plane.
      guard healthy.count == instances.count, let victim = healthy.first else { continue }
      try mock.edit(victim) { $0.agentConnected = false }
      dead.insert(victim)
      begunBefore[victim] = begun
      if index == 0, let second = healthy.dropFirst().first {
        try mock.edit(second) { $0.agentConnected = false }
        begunBefore[second] = begun
        other = second
      }
    }
    return other
  }

  func revive(_ id: String) throws {
    try mock.edit(id) { $0.agentConnected = true }
  }

  /// Waits until `min_gap` of the latest sweep is over; where time is a test's own, until its claims have run out too.
  func waitForTurn() async throws {
    if let clock, let redis {
      clock.advance(by: 360)
      return try await redis.elapse(seconds: 360)
    }
    try await Task.sleep(until: counted + .milliseconds(1020), clock: .continuous)
  }

  /// One whole sweep; by default one that counts.
  func sweep(atOnce: Bool = false) async throws -> Monitor.Run {
    if !atOnce { try await waitForTurn() }
    begun += 1
    let run = try await monitor.run("--apply")
    counted = .now
    return run
  }

  /// A moment of a sweep, told before it starts.
  enum Moment {
    case afterStart(Duration)
    /// After the first change that it makes.
    case afterChange(Duration)

    /// Half of them while it acts, which is the smaller part of a sweep; on a busy machine hardly any other would be.
    static func random(in sweep: Duration, using random: inout some RandomNumberGenerator) -> Moment {
      if Bool.random(using: &random) { return .afterStart(sweep * Double.random(in: 0..<1, using: &random)) }
      // Four changes take 0.2 s here.
      return .afterChange(.seconds(Double.random(in: 0..<0.25, using: &random)))
    }
  }

  /// Waits for `moment`, at most until `process` has ended.
  func wait(for moment: Moment, of process: ChildProcess) async throws {
    let delay: Duration
    switch moment {
    case .afterStart(let given): delay = given
    case .afterChange(let given):
      let before = changes
      _ = try await eventually { changes > before || !process.isRunning }
      delay = given
    }
    try await Task.sleep(for: delay)
  }

  /// A sweep that is killed at `moment`; false where it had ended before.
  func killedSweep(at moment: Moment) async throws -> Bool {
    try await waitForTurn()
    begun += 1
    return try await monitor.start(["--apply"]) { process in
      try await wait(for: moment, of: process)
      let status = try await kill(process)
      return status == 128 + Int(SIGKILL)
    }
  }

  /// A sweep that is killed as soon as the mock has carried `operation` out, before its answer gets there.
  func killedSweep(at operation: String) async throws {
    try await waitForTurn()
    begun += 1
    let before = carriedOut(operation).count
    // Only the answers to this operation are late, and those to all accounts: all remediations are at the same step.
    mock.add(MockFault(.slow(60), operation: operation))
    try await monitor.start(["--apply"]) { process in
      let isThere = try await eventually { self.carriedOut(operation).count > before }
      try #require(isThere, "\(operation) does not come: \(process.output) \(process.errors)")
      #expect(try await kill(process) == 128 + Int(SIGKILL))
    }
    mock.clearFaults()
  }

  /// A sweep that runs while `body` does, which may `kill` it; then its end.
  func disturbedSweep(_ body: (ChildProcess) async throws -> Void) async throws -> Monitor.Run {
    try await waitForTurn()
    begun += 1
    return try await monitor.start(["--apply"]) { process in
      try await body(process)
      let run = try await Monitor.ended(process)
      counted = .now
      return run
    }
  }

  /// Kills a sweep, and waits until what it had asked for is carried out: from then on only the next sweep changes anything.
  @discardableResult
  func kill(_ process: ChildProcess) async throws -> Int {
    process.signal(SIGKILL)
    let status = try await process.exitStatus()
    counted = .now
    try #require(try await eventually { self.mock.connections == 0 }, "connections of a dead process stay open")
    return status
  }

  private var changes: Int { KillTests.steps.map { carriedOut($0).count }.reduce(0, +) }

  private func carriedOut(_ operation: String) -> [MockCall] {
    mock.mutations.filter { $0.operation == operation && $0.wasCarriedOut }
  }

  /// What was begun and is not ended: tagged, detached or being terminated, and still running or registered.
  var open: Set<String> {
    let touched = mock.truth.filter { instance in
      let isUntouched = instance.group != nil && instance.lifecycleState == "InService" && instance.ec2State == "running"
      return dead.contains(instance.ec2InstanceID) && (instance.tags["ecs-agent-monitor:remediation"] != nil || !isUntouched)
    }
    return Set(touched.filter { $0.containerInstanceID != nil || $0.ec2State == "running" }.map(\.ec2InstanceID))
  }

  /// One whole sweep, whose report names all that is open, or ends it.
  func reportingSweep(atOnce: Bool = false, _ comment: String) async throws -> Monitor.Run {
    let before = open
    let run = try await sweep(atOnce: atOnce)
    let report = try #require(run.report, "\(comment): \(run.status) \(run.errors)")
    #expect(run.status == (report.unfinished.isEmpty ? 0 : 4), "\(comment): \(run.output) \(run.errors)")
    let named = report.unfinished.map(\.ec2_instance_id) + report.instances.filter(\.isRemediated).map(\.ec2_instance_id)
    #expect(before.subtracting(named).isEmpty, "\(comment): open and not reported, \(run.output)")
    let isCountedOnce = report.instances.allSatisfy { $0.strikes <= begun - begunBefore[$0.ec2_instance_id, default: 0] }
    #expect(isCountedOnce, "\(comment): more strikes than sweeps, \(run.output)")
    return run
  }

  /// Sweeps until nothing is left to do.
  func sweepUntilDone(_ comment: String) async throws {
    for _ in 1...6 {
      if try isDone { return }
      _ = try await reportingSweep(comment)
    }
    let left = mock.truth.filter { $0.containerInstanceID != nil && !$0.agentConnected }
    #expect(try isDone, "\(comment): not done after 6 sweeps, \(open) \(left)")
  }

  /// Whether every silent instance is gone and its replacement there.
  private var isDone: Bool {
    get throws {
      guard open.isEmpty else { return false }
      return try places.allSatisfy { place in try instances(place).allSatisfy(\.agentConnected) }
    }
  }

  /// What must hold whatever was killed when.
  func checkAll(_ comment: String) async throws {
    var detached: [String: Int] = [:]
    var terminated: Set<String> = []
    for call in mock.mutations where call.wasCarriedOut && call.operation != "Publish" {
      let touched = Set(call.resources.filter { $0.hasPrefix("i-") })
      #expect(touched.count == 1 && touched.isSubset(of: dead), "\(comment): \(call) of what was connected")
      for id in touched {
        switch call.operation {
        case "DetachInstances": detached[id, default: 0] += 1
        case "TerminateInstances":
          terminated.insert(id)
          #expect(detached[id] == 1, "\(comment): terminated before it was detached")
        case "DeregisterContainerInstance": #expect(terminated.contains(id), "\(comment): deregistered before it was terminated")
        default: #expect(call.operation == "CreateTags")
        }
      }
    }
    #expect(Set(detached.keys) == dead && detached.values.allSatisfy { $0 == 1 }, "\(comment): each was detached, and once")
    #expect(terminated == dead, "\(comment): each was terminated")
    for place in places {
      let isWhole = try await eventually {
        let (members, instances) = (
          try mock.group(account: place.account, region: place.region, name: "ecs-\(MockFleet.clusterName(0))").members,
          try instances(place)
        )
        return Set(members) == Set(instances.map(\.ec2InstanceID)) && instances.count == Self.size && instances.allSatisfy(\.isHealthy)
      }
      let ids = try instances(place).map(\.ec2InstanceID)
      #expect(isWhole, "\(comment): \(place) is not as large as it was: \(ids)")
    }
  }
}
