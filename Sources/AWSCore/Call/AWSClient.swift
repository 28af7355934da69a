public import Network

/// The one way to AWS: every call of every service, account and Region goes through here, limited, signed, sent, read, and repeated where
/// that helps.
///
/// A value that shares its connections, limits, clock and counts with its copies. One is enough for a whole sweep.
public struct AWSClient: Sendable {
  /// What a client goes by.
  public struct Configuration: Sendable {
    /// Where services listen.
    public var endpoints: EndpointResolver
    /// How often to try.
    public var retries: RetryPolicy
    /// How much of AWS's published limits to use, above 0 and up to 1; default 0.5.
    public var share: Double
    /// For one attempt, from connecting to the last byte; default 20 s.
    public var attemptTimeout: Duration

    /// Reads what the user has set about endpoints and repetitions (`AWS_MAX_ATTEMPTS`, `max_attempts`, `AWS_RETRY_MODE`, `retry_mode`).
    /// Throws a configuration error for values that cannot be used.
    public init(settings: AWSSettings, share: Double = 0.5, attemptTimeout: Duration = .seconds(20)) throws(AWSError) {
      self.endpoints = try EndpointResolver(settings: settings)
      self.retries = try RetryPolicy(settings: settings)
      self.share = share
      self.attemptTimeout = attemptTimeout
    }

    /// The same from variables alone.
    public init(environment: Environment, share: Double = 0.5, attemptTimeout: Duration = .seconds(20)) throws(AWSError) {
      try self.init(settings: AWSSettings(environment: environment), share: share, attemptTimeout: attemptTimeout)
    }
  }

  /// Waits for turns within AWS's limits.
  public let limiter: RateLimiter
  /// AWS's time.
  public let clock: ServerClock
  /// The clocks of this machine, with the wall clock put right once AWS refused signatures for being minutes off.
  public let time: TimeSource

  let configuration: Configuration
  let loop: EventLoop
  /// As they were given.
  private let clocks: TimeSource
  /// Connections that the loop had opened before.
  private let earlierConnections: Int
  let random: @Sendable () -> Double
  let keys = SigningKeyCache()
  let quota = RetryQuota()
  let ledger = Lock(APIStatistics())

  /// - Parameters:
  ///   - loop: carries the requests; whoever made it stops it.
  ///   - random: U(0,1), for the pauses between attempts.
  public init(
    _ configuration: Configuration, loop: EventLoop, time: TimeSource = .system,
    random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
  ) {
    self.configuration = configuration
    self.loop = loop
    self.clocks = time
    self.earlierConnections = loop.statistics.connections
    let clock = ServerClock(time: time)
    var corrected = time
    corrected.wall = { time.wall() + clock.correction }
    self.clock = clock
    self.time = corrected
    self.random = random
    self.limiter = RateLimiter(share: configuration.share, time: time)
  }

  /// What was asked of AWS so far.
  public var statistics: APIStatistics {
    var statistics = ledger.withLock { $0 }
    statistics.connections = loop.statistics.connections - earlierConnections
    return statistics
  }

  /// A client with the same connections, to which nothing has happened yet: limits, retry quota, counts and AWS's time are its own.
  public func renewed() -> AWSClient {
    AWSClient(configuration, loop: loop, time: clocks, random: random)
  }

  /// Calls an operation in a proven account.
  public func call<Output>(_ operation: AWSOperation<Output>, in account: AWSAccount, region: String) async throws(AWSError) -> Output {
    try await call(operation, with: account.credentials, account: account.id, region: region)
  }
}
