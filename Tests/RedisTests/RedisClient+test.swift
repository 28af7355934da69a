import Network
import Redis
import TestSupport

/// Runs `body` with a client of the server on this port of 127.0.0.1.
func withClient<Value: Sendable>(
  _ port: Int, change: (inout RedisConfiguration) -> Void = { _ in }, _ body: (RedisClient) async throws -> Value
) async throws -> Value {
  let loop = try EventLoop()
  defer { loop.stop() }
  var configuration = RedisConfiguration(host: "127.0.0.1", port: port, reconnectDelay: .milliseconds(1))
  change(&configuration)
  return try await withRedis(configuration, on: loop, body)
}

/// The answers of a server without cluster mode to what a new connection sends: its name, and the question for the slots.
let plainGreeting = "+OK\r\n-ERR This instance has cluster support disabled\r\n"

/// The error of an operation that must fail.
func redisError<Value>(_ operation: () async throws(RedisError) -> Value) async -> RedisError? {
  do throws(RedisError) {
    _ = try await operation()
    return nil
  } catch {
    return error
  }
}

/// What became of a transaction, in a form to count.
enum End: Hashable {
  case applied, refused, unknown, notSent

  init(_ operation: () async throws(RedisError) -> TransactionResult) async {
    do throws(RedisError) {
      switch try await operation() {
      case .applied: self = .applied
      case .refused: self = .refused
      case .unknown: self = .unknown
      }
    } catch {
      self = .notSent
    }
  }
}
