import FailureStore
import Network
import Redis
import TestSupport
import Testing

/// A redis-server of its own, and a second connection that looks at it from outside.
struct StoreServer: Sendable {
  let process: ChildProcess
  let port: Int
  let loop: EventLoop
  let outside: RedisClient

  /// Starts an empty server that keeps nothing on the disk.
  static func with<Result: Sendable>(arguments: [String] = [], _ body: (StoreServer) async throws -> Result) async throws -> Result {
    try await RedisServer.with(arguments) { server in
      let loop = try EventLoop()
      defer { loop.stop() }
      return try await withRedis(RedisConfiguration(host: "127.0.0.1", port: server.port), on: loop) { outside in
        try await body(StoreServer(process: server.process, port: server.port, loop: loop, outside: outside))
      }
    }
  }

  /// Gives a store with a connection of its own.
  func withStore(
    _ access: StoreAccess = .readWrite, prefix: String = "ecs-agent-monitor", _ use: (any StrikeStore) async throws -> Void
  ) async throws {
    try await StoreServer.withStore(port: port, loop: loop, access, prefix: prefix, use)
  }

  /// Gives a store on whatever listens on this port.
  static func withStore(
    port: Int, loop: EventLoop, _ access: StoreAccess = .readWrite, prefix: String = "ecs-agent-monitor", user: String? = nil,
    password: String? = nil, _ use: (any StrikeStore) async throws -> Void
  ) async throws {
    let configuration = RedisConfiguration(
      host: "127.0.0.1", port: port, user: user, password: password.map { .text($0) }, reconnectDelay: .zero)
    try await withRedis(configuration, on: loop) { client in
      try await use(RedisStore(client: client, address: "127.0.0.1:\(port)", keyPrefix: prefix, access: access))
    }
  }

  /// A bench on this server.
  func bench(prefix: String = "ecs-agent-monitor", clock: HandClock = HandClock()) -> Bench {
    Bench(clock: clock, scope: { try await withStore($0, prefix: prefix, $1) }, elapse: { try await elapse($0) })
  }

  /// Sends one command from outside.
  @discardableResult
  func send(_ command: String...) async throws -> RESPValue {
    try #require(try await outside.pipeline([RedisCommand(words: command)]).first)
  }

  /// All keys with their PTTL, read in one step; -1 is a key that never expires.
  func lifetimes() async throws -> [String: Int] {
    let script = "local a = {} for _, k in ipairs(redis.call('KEYS', '*')) do a[#a + 1] = k a[#a + 1] = redis.call('PTTL', k) end return a"
    guard case .array(let answers) = try await send("EVAL", script, "0") else { return [:] }
    var lifetimes: [String: Int] = [:]
    for index in stride(from: 0, to: answers.count - 1, by: 2) {
      if let key = answers[index].string, let time = answers[index + 1].int { lifetimes[key] = time }
    }
    return lifetimes
  }

  /// Lets time pass for every key that expires: it has that much less to live.
  func elapse(_ duration: Duration) async throws {
    let script = """
      for _, k in ipairs(redis.call('KEYS', '*')) do
        local t = redis.call('PTTL', k)
        if t >= 0 then redis.call('PEXPIRE', k, t - ARGV[1]) end
      end
      return 1
      """
    let reply = try await send("EVAL", script, "0", "\(duration.components.seconds * 1000)")
    #expect(reply == .integer(1))
  }
}
