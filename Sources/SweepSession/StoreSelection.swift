import AWSCore
import AgentHealth
import Configuration
import FailureStore
import Network
import Redis

/// Which store a sweep uses: `--store`, else the file's, else `REDIS_URL`.
struct StoreSelection {
  let location: StoreLocation
  let access: StoreAccess
  let keyPrefix: String
  /// A person's pause holds for every mode.
  let pausePrefix: String
  private let isWarning: Bool
  /// Nil unless the store is a Redis.
  private var password: RedisPasswordSource?

  /// Chooses by the mode: a plan only reads, and warn has a namespace of its own.
  /// - Parameters:
  ///   - flag: what `--store` says.
  ///   - configuration: the file.
  ///   - access: where it is narrower than the mode's.
  init(
    flag: String?, configuration: SweepConfiguration, mode: SweepMode, access: StoreAccess? = nil, environment: Environment
  ) throws(StoreError) {
    self.access = access ?? (mode == .plan ? .readOnly : .readWrite)
    keyPrefix = mode == .warn ? "\(configuration.keyPrefix):warn" : configuration.keyPrefix
    pausePrefix = configuration.keyPrefix
    isWarning = mode == .warn
    var urlPassword: String?
    if let flag {
      location = try Self.read("--store") { () throws(StoreLocation.InvalidText) in try StoreLocation(text: flag, relativeTo: "") }
    } else if let store = configuration.store {
      location = store
    } else if let text = environment["REDIS_URL"] {
      let url = try Self.read("REDIS_URL") { () throws(StoreLocation.InvalidText) in try RedisURL(text) }
      location = .redis(url.location)
      urlPassword = url.password
    } else if mode == .plan {
      location = .memory
    } else {
      throw StoreError(.configuration, "no store is named to keep strikes in: name one in the file, by --store or by REDIS_URL")
    }
    if case .redis(let redis) = location {
      password = try RedisPasswordSource(login: redis.login, urlPassword: urlPassword, environment: environment)
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
  /// - Parameter caller: signs the tokens of a Redis that is logged in to with IAM.
  func withStore<Value: Sendable>(
    loop: EventLoop, client: AWSClient, caller: CredentialCache, _ body: @Sendable (any StrikeStore) async -> Value
  ) async throws(StoreError) -> Value {
    let time = client.time
    let now: @Sendable () -> Timestamp = { Timestamp(seconds: time.wall()) }
    switch location {
    case .file(let path):
      let store = try FileStore(
        path: isWarning ? "\(path).warn" : path, pausePath: isWarning ? path : nil, access: access, now: now)
      return await body(store)
    case .memory:
      return await body(MemoryStore(access: access, now: now))
    case .redis(let redis):
      let password = password?.password(client: client, caller: caller)
      return try await withRedis(RedisConfiguration(redis, password: password), on: loop) { client throws(StoreError) in
        await body(
          try RedisStore(
            client: client, address: "\(redis.host):\(redis.port)", keyPrefix: keyPrefix, pausePrefix: pausePrefix, access: access))
      }
    }
  }
}
