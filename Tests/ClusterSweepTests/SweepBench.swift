import AWSCore
import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Network

/// A mocked AWS, a store in memory and clocks that only tests move: sweep after sweep in one process.
final class SweepBench: Sendable {
  let mock: MockServer
  let clock: MockManualClock
  let store: MemoryStore
  let plans: [AccountPlan]
  private let loop: EventLoop
  private let leapt = Lock(Duration.zero)

  static let account = "111122223333"
  static let region = "us-east-1"
  static let topic = "arn:aws:sns:us-east-1:111122223333:ecs-agents"
  /// One account and Region: a cluster with one dead instance, and two without.
  static let fleet = MockFleet(accounts: [
    .init(
      account,
      regions: [
        .init(
          region,
          clusters: [.init("web", instances: 10, disconnected: .count(1)), .init("batch", instances: 4), .init("sandbox", instances: 2)])
      ])
  ])
  /// `fail_after` 2 and all the other defaults, half of a cluster may be disconnected, and small fleets are not waited for.
  static let policy = overrides([.maxDisconnected: "50%"])

  static func overrides(_ values: [PolicyKey: String]) -> PolicyOverrides {
    var layer = PolicyOverrides()
    precondition(layer.set(.loneMinDisconnected, to: "0s"))
    for (key, value) in values { precondition(layer.set(key, to: value)) }
    return layer
  }

  private init(mock: MockServer, clock: MockManualClock, loop: EventLoop, plans: [AccountPlan]) {
    (self.mock, self.clock, self.loop, self.plans) = (mock, clock, loop, plans)
    store = MemoryStore { Timestamp(seconds: clock.now) }
  }

  /// Runs `body` against a fleet; every account of it is entered by its role.
  static func with<R>(
    _ fleet: MockFleet = fleet, options: MockOptions = MockOptions(), policy: PolicyOverrides = policy,
    clusters: NameFilter = .init(), _ body: (SweepBench) async throws -> R
  ) async throws -> R {
    let clock = MockManualClock()
    var (fleet, options) = (fleet, options)
    fleet.topics = [topic]
    options.clock = clock.clock
    (options.timing.detach, options.timing.launch, options.timing.register, options.timing.shutDown) = (0, 0, 0, 0)
    let plans = fleet.accounts.map { account in
      AccountPlan(
        accountID: account.id, roles: ["arn:aws:iam::\(account.id):role/ecs-agent-monitor"], externalID: account.externalID,
        regions: NameFilter(account.regions.map(\.name)), clusters: clusters,
        policies: PolicyLayers(top: policy, account: overrides([.apiShare: "100%"])))
    }
    return try await withMockAWS(fleet: fleet, options: options) { mock in
      let loop = try EventLoop()
      defer { loop.stop() }
      return try await body(SweepBench(mock: mock, clock: clock, loop: loop, plans: plans))
    }
  }

  /// One sweep, and `minutes` pass before it.
  ///
  /// - Parameters:
  ///   - attempts: how often a call is tried; retries follow at once.
  ///   - role: the caller is a session of this role already; nil means a user.
  ///   - finishing: the one instance that it may end.
  ///   - before: what happens, or fails, between its stages.
  ///   - sleep: how it waits.
  func sweep(
    _ mode: SweepMode = .apply, after minutes: Double = 11, id: String? = nil, plans: [AccountPlan]? = nil,
    organization: OrganizationPlan? = nil, asSessionOf role: String? = nil,
    filter: ScopeFilter = .init(), finishing: String? = nil, deadline: Duration = .seconds(600), attempts: Int = 3,
    store: (any StrikeStore)? = nil,
    caller: CredentialCache? = nil, progress: SweepProgress = .init(),
    before: @escaping @Sendable (StoreCall) async throws(StoreError) -> Void = { _ in },
    sleep: @escaping @Sendable (Duration) async throws -> Void = TimeSource.system.sleep
  ) async throws -> SweepReport {
    clock.advance(by: minutes * 60)
    let (client, environment) = try client(attempts: attempts, time: time(sleep: sleep))
    var request = SweepRequest(
      sweepID: id ?? "sweep-\(Int(clock.now))", attempt: "\(UInt64.random(in: 0 ... .max))", mode: mode,
      accounts: plans ?? self.plans, organization: organization, filter: filter, topic: Self.topic, deadline: deadline)
    request.finishing = finishing
    var caller = caller ?? CredentialCache(.environment(environment), time: client.time)
    if let role {
      let session = AssumedRole(arn: role, sweepID: "caller")
      caller = try await client.prove(accountID: nil, roles: [session], caller: caller, region: Self.region).credentials
    }
    let sweep = Sweep(
      request, client: client, caller: caller,
      store: WatchedStore(store: store ?? self.store, before: before), progress: progress)
    return await sweep.run(interruptions: AsyncStream { $0.finish() })
  }

  /// A doctor's visit.
  ///
  /// - Parameter skew: how many seconds the local clock is ahead of AWS's.
  func visit(_ plans: [AccountPlan]? = nil, topic: String? = topic, skew: Double = 0) async throws -> DoctorReport {
    var time = time(sleep: TimeSource.system.sleep)
    time.wall = { self.clock.now + skew }
    let (client, environment) = try client(attempts: 1, time: time)
    let request = SweepRequest(sweepID: "doctor", attempt: "doctor", mode: .apply, accounts: plans ?? self.plans, topic: topic)
    let caller = CredentialCache(.environment(environment), time: time)
    return await Doctor(request, client: client, caller: caller, store: store).run()
  }

  private func client(attempts: Int, time: TimeSource) throws -> (AWSClient, Environment) {
    let environment = Environment([
      "AWS_ACCESS_KEY_ID": mock.accessKey, "AWS_SECRET_ACCESS_KEY": mock.secretKey, "AWS_ENDPOINT_URL": mock.url,
      "AWS_MAX_ATTEMPTS": "\(attempts)",
    ])
    return (AWSClient(try .init(environment: environment), loop: loop, time: time, random: { 0 }), environment)
  }

  /// A store that knows nothing.
  func emptyStore() -> MemoryStore {
    let clock = clock
    return MemoryStore { Timestamp(seconds: clock.now) }
  }

  /// So much time passes for the sweep that runs.
  func leap(_ time: Duration) {
    leapt.withLock { $0 += time }
    clock.advance(by: Double(time.milliseconds) / 1000)
  }

  func time(sleep: @escaping @Sendable (Duration) async throws -> Void) -> TimeSource {
    TimeSource(
      wall: { self.clock.now }, monotonic: { TimeSource.system.monotonic() + self.leapt.withLock { $0 } }, sleep: sleep)
  }
}
