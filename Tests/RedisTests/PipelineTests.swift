import Redis
import TestSupport
import Testing

@Suite("Pipelines on a real server")
struct PipelineTests {
  @Test("every kind of value comes back as it was stored")
  func values() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        let bytes = (0..<256).map { UInt8($0) }
        let replies = try await client.pipeline([
          RedisCommand(words: [Array("SET".utf8), [0, 13, 10], bytes]), RedisCommand(words: [Array("GET".utf8), [0, 13, 10]]),
          RedisCommand("GET", "none"), RedisCommand("INCR", "n"), RedisCommand("SADD", "s", "a"), RedisCommand("SMEMBERS", "s"),
          RedisCommand("LPUSH", "n", "x"), RedisCommand("NOSUCH"), RedisCommand("PING"),
        ])
        #expect(replies.prefix(6) == [.status("OK"), .bulk(bytes), .null, .integer(1), .integer(1), .array([.bulk([97])])])
        #expect(replies.dropFirst(6).map(\.errorCode) == ["WRONGTYPE", "ERR", nil])
        #expect(replies.last == .status("PONG"))
        let none = try await client.pipeline([])
        #expect(none == [])
      }
    }
  }

  @Test("10,000 pairs of INCR and EXPIRE are all answered, in order")
  func tenThousand() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        let commands = (0..<10_000).flatMap { [RedisCommand("INCR", "key:\($0 % 100)"), RedisCommand("EXPIRE", "key:\($0 % 100)", "100")] }
        let replies = try await client.pipeline(commands)
        let expected = (0..<10_000).flatMap { [RESPValue.integer($0 / 100 + 1), .integer(1)] }
        #expect(replies == expected)
      }
    }
  }

  @Test("fifty tasks share one connection, and each gets its own replies, errors included")
  func interleaving() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        try await withThrowingTaskGroup(of: Bool.self) { group in
          for task in 0..<50 {
            group.addTask {
              for round in 0..<20 {
                let texts = (0..<(1 + (task * 7 + round) % 40)).map { "\(task)-\(round)-\($0)" }
                let replies = try await client.pipeline(texts.flatMap { [RedisCommand("ECHO", $0), RedisCommand("INCR", "x", $0)] })
                let expected = texts.map { RESPValue.bulk(Array($0.utf8)) }
                if stride(from: 0, to: replies.count, by: 2).map({ replies[$0] }) != expected { return false }
                if stride(from: 1, to: replies.count, by: 2).contains(where: { replies[$0].errorCode != "ERR" }) { return false }
              }
              return true
            }
          }
          for try await isRight in group { #expect(isRight) }
        }
      }
      let connections = try await server.cli("INFO", "stats").split(whereSeparator: \.isNewline)
      // One of the client, one of redis-cli.
      #expect(connections.contains("total_connections_received:2"))
    }
  }

  @Test("a value of 10 MB goes there and back, and 40 MB of answers come while the commands still go out")
  func bigValues() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        let value = [UInt8](repeating: 120, count: 10_000_000)
        let replies = try await client.pipeline([
          RedisCommand(words: [Array("SET".utf8), [98], value]), RedisCommand("GET", "b"), RedisCommand("STRLEN", "b"),
        ])
        #expect(replies[0] == .status("OK") && replies[1] == .bulk(value) && replies[2] == .integer(10_000_000))
        let text = String(repeating: "y", count: 2000)
        let echoes = try await client.pipeline((0..<20_000).map { _ in RedisCommand("ECHO", text) })
        #expect(echoes.count == 20_000 && echoes.allSatisfy { $0 == .bulk(Array(text.utf8)) })
      }
    }
  }

  @Test("a short call does not wait for the end of a long pipeline")
  func fairness() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        // About 20 MB: eighty pieces.
        let long = (0..<20_000).map { _ in RedisCommand("RPUSH", "list", String(repeating: "z", count: 1000)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.addTask { _ = try await client.pipeline(long) }
          var length = 0
          while length == 0 { length = try await client.pipeline([RedisCommand("LLEN", "list")]).first?.int ?? 0 }
          #expect(length < 20_000)
          try await group.waitForAll()
        }
      }
    }
  }
}
