import AWSCore
import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Network

/// A mocked AWS, a store in memory and a clock that only tests move: sweep after sweep in one process.
final class SweepBench: Sendable {
  let mock: MockServer
  let clock: MockManualClock
  let loop: EventLoop
  let store: MemoryStore
  private let plans: [AccountPlan]

  static let topic = "arn:aws:sns:us-east-1:111122223333:ecs-agents"
  /// `fail_after` 2 and all the other defaults, and half of a cluster may be disconnected.
  static let policy = overrides([.maxDisconnected: "50%"])

  static func overrides(_ values: [PolicyKey: String]) -> PolicyOverrides {
    var layer = PolicyOverrides()
    for (key, value) in values { precondition(layer.set(key, to: value)) }
    return layer
  }

  private init(mock: MockServer, clock: MockManualClock, loop: EventLoop, plans: [AccountPlan]) {
    (self.mock, self.clock, self.loop, self.plans) = (mock, clock, loop, plans)
    store = MemoryStore { Timestamp(seconds: clock.now) }
  }

  /// Runs `body` against a fleet; every account of it is entered by its role.
  static func with<R>(
    _ fleet: MockFleet, options: MockOptions = MockOptions(), policy: PolicyOverrides = policy, _ body: (SweepBench) async throws -> R
  ) async throws -> R {
    let clock = MockManualClock()
    var (fleet, options) = (fleet, options)
    fleet.topics = [topic]
    options.clock = clock.clock
    options.timing = .immediate
    let plans = fleet.accounts.map { account in
      AccountPlan(
        accountID: account.id, role: "arn:aws:iam::\(account.id):role/ecs-agent-monitor", externalID: account.externalID,
        regions: account.regions.map(\.name), policies: PolicyLayers(top: policy))
    }
    return try await withMockAWS(fleet: fleet, options: options) { mock in
      let loop = try EventLoop()
      defer { loop.stop() }
      return try await body(SweepBench(mock: mock, clock: clock, loop: loop, plans: plans))
    }
  }

  /// One sweep of the whole fleet, and `minutes` pass before it.
  func sweep(
    _ mode: SweepMode = .apply, after minutes: Double = 11, id: String? = nil, share: Double = 1,
    plans: [AccountPlan]? = nil, store: (any StrikeStore)? = nil, clusters: ClusterFilter = .init()
  ) async throws -> SweepReport {
    clock.advance(by: minutes * 60)
    let clock = clock
    let time = TimeSource(wall: { clock.now }, monotonic: TimeSource.system.monotonic, sleep: TimeSource.system.sleep)
    let environment = Environment([
      "AWS_ACCESS_KEY_ID": mock.accessKey, "AWS_SECRET_ACCESS_KEY": mock.secretKey, "AWS_ENDPOINT_URL": mock.url,
    ])
    let client = AWSClient(try AWSClient.Configuration(environment: environment, share: share), loop: loop, time: time)
    let request = SweepRequest(
      sweepID: id ?? "sweep-\(Int(clock.now))", attempt: "\(UInt64.random(in: 0 ... .max))", mode: mode,
      accounts: plans ?? self.plans, clusters: clusters, topic: Self.topic)
    let sweep = Sweep(
      request, client: client, caller: CredentialCache(.environment(environment), time: time), store: store ?? self.store)
    return await sweep.run(interruptions: AsyncStream { $0.finish() })
  }

  /// The EC2 instances that were changed in any way, by operation.
  func mutated() -> [String: Set<String>] {
    var changed: [String: Set<String>] = [:]
    for call in mock.mutations where call.wasCarriedOut {
      changed[call.operation, default: []].formUnion(call.resources.filter { $0.hasPrefix("i-") })
    }
    return changed
  }
}
