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
  var begun = 0
  private(set) var begunBefore: [String: Int] = [:]
  /// Of the latest sweep that counted; the next one waits until `min_gap` is over.
  var counted = ContinuousClock.now
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
}
