import Network
import TestSupport

@testable import Redis

/// A connection to one server that follows nothing and repeats nothing: what a test does behind the client's back.
struct AdminConnection {
  private let connection: RawConnection

  static func with<Result>(_ port: Int, on loop: EventLoop, _ body: (AdminConnection) async throws -> Result) async throws -> Result {
    let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(3))
    defer { connection.close() }
    return try await body(AdminConnection(connection: connection))
  }

  @discardableResult
  func send(_ words: String...) async throws -> RESPValue {
    try await sendAll(words)
  }

  func sendAll(_ words: [String]) async throws -> RESPValue {
    try await connection.send(RedisCommand(words: words).encoded)
    let decoder = try RESPDecoder()
    while true {
      let replies = try decoder.replies(completedBy: try await connection.receive(timeout: .seconds(20)))
      if let reply = replies.first { return reply }
    }
  }
}
