import AWSCore
import AgentHealth
import Configuration
import FailureStore
import Network
import Redis

/// Which store a sweep uses: `--store`, else the file's, else `REDIS_URL`.
struct StoreSelection {
  /// The variable that holds the password of a Redis; a password is never taken from a command line or a file.
  static let passwordVariable = "ECS_AGENT_MONITOR_REDIS_PASSWORD"

  let location: StoreLocation
  let access: StoreAccess
  let keyPrefix: String
  private var user: String?
  private var password: String?

  /// Chooses by the mode: a plan only reads, and warn has a namespace of its own.
  /// - Parameters:
  ///   - flag: what `--store` says.
  ///   - configuration: the file.
  init(flag: String?, configuration: SweepConfiguration, mode: SweepMode, environment: Environment) throws(StoreError) {
    access = mode == .plan ? .readOnly : .readWrite
    keyPrefix = mode == .warn ? "\(configuration.keyPrefix):warn" : configuration.keyPrefix
    password = environment[Self.passwordVariable]
    if let flag {
      location = try Self.read("--store") { () throws(StoreLocation.InvalidText) in try StoreLocation(text: flag, relativeTo: "") }
    } else if let store = configuration.store {
      location = store
    } else if let text = environment["REDIS_URL"] {
      let url = try Self.read("REDIS_URL") { () throws(StoreLocation.InvalidText) in try RedisURL(text) }
      location = .redis(host: url.host, port: url.port, database: url.database)
      user = url.user
      password = url.password ?? password
    } else if mode == .plan {
      location = .memory
    } else {
      throw StoreError(.configuration, "no store is named: strikes must be kept from one sweep to the next")
    }
  }

  private static func read<Value>(_ source: String, _ text: () throws(StoreLocation.InvalidText) -> Value) throws(StoreError) -> Value {
    do throws(StoreLocation.InvalidText) {
      return try text()
    } catch {
      throw StoreError(.configuration, "\(source): \(error)")
    }
  }

  /// Runs `body` with the store, not yet opened, and closes what it needed.
  func withStore<Value: Sendable>(
    loop: EventLoop, time: TimeSource, _ body: @Sendable (any StrikeStore) async -> Value
  ) async throws(StoreError) -> Value {
    let now: @Sendable () -> Timestamp = { Timestamp(seconds: time.wall()) }
    switch location {
    case .file(let path):
      return await body(try FileStore(path: path, access: access, now: now))
    case .memory:
      return await body(MemoryStore(access: access, now: now))
    case .redis(let host, let port, let database):
      let redis = RedisConfiguration(host: host, port: port, database: database, user: user, password: password)
      return try await withRedis(redis, on: loop) { client throws(StoreError) in
        await body(try RedisStore(client: client, address: "\(host):\(port)", keyPrefix: keyPrefix, access: access))
      }
    }
  }
}
