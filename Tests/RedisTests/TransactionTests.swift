import Network
import Redis
import TestSupport
import Testing

@Suite("Transactions on a real server")
struct TransactionTests {
  @Test("applied, refused, and applied with an error of one command are told apart")
  func results() async throws {
    try await RedisServer.with { server in
      try await withClient(server.port) { client in
        let applied = try await client.transaction([RedisCommand("INCR", "n"), RedisCommand("EXPIRE", "n", "50")])
        #expect(applied == .applied([.integer(1), .integer(1)]))
        let refused = try await client.transaction([RedisCommand("INCR", "n"), RedisCommand("NOSUCH", "n")])
        guard case .refused(let reason) = refused else { return #expect(Bool(false), "\(refused)") }
        #expect(reason.hasPrefix("ERR unknown command"))
        let mixed = try await client.transaction([RedisCommand("LPUSH", "n", "x"), RedisCommand("INCR", "n")])
        guard case .applied(let values) = mixed else { return #expect(Bool(false), "\(mixed)") }
        #expect(values.map(\.errorCode) == ["WRONGTYPE", nil] && values.last == .integer(2))
        let empty = try await client.transaction([])
        #expect(empty == .applied([]))
      }
    }
  }

  @Test("a user who may not use MULTI gets no false certainty")
  func withoutPermission() async throws {
    try await RedisServer.with(["--user", "limited", "on", ">right", "~*", "+@all", "-multi", "-exec"]) { server in
      try await withClient(server.port) {
        $0.user = "limited"
        $0.password = "right"
      } _: { client in
        let result = try await client.transaction([RedisCommand("INCR", "n")])
        guard case .unknown = result else { return #expect(Bool(false), "\(result)") }
        let after = try await client.pipeline([RedisCommand("GET", "n")])
        #expect(after == [.bulk(Array("1".utf8))])
      }
    }
  }

  @Test("nothing of others comes between MULTI and EXEC, as the server itself saw it")
  func contiguous() async throws {
    try await RedisServer.with { server in
      let lines = try await ChildProcess.with("redis-cli", ["-p", "\(server.port)", "MONITOR"]) { monitor in
        try await monitor.waitForOutput("OK")
        try await withClient(server.port) { client in
          try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<30 {
              group.addTask {
                for round in 0..<10 {
                  let block = "block-\(task)-\(round)"
                  _ = try await client.transaction((0..<(1 + (task + round) % 9)).map { RedisCommand("SET", "\(block)-key\($0)", block) })
                  _ = try await client.pipeline([RedisCommand("GET", "other"), RedisCommand("GET", "other")])
                }
              }
            }
            try await group.waitForAll()
          }
          _ = try await client.pipeline([RedisCommand("ECHO", "the end")])
        }
        try await monitor.waitForOutput("the end")
        return monitor.output.split(separator: "\n")
      }
      var current: [Substring]?
      var blocks = 0
      for line in lines {
        let command = line.drop { $0 != "\"" }
        switch command {
        case "\"MULTI\"":
          #expect(current == nil)
          current = []
        case "\"EXEC\"":
          let names = Set((current ?? []).map { $0.split(separator: "\"").last })
          #expect(names.count == 1)
          current = nil
          blocks += 1
        default:
          if command.hasPrefix("\"SET\"") {
            #expect(current != nil)
            current?.append(command)
          } else {
            #expect(current == nil)
          }
        }
      }
      #expect(blocks == 300)
    }
  }

  @Test("however often the connection is cut: applied is applied, refused and not sent is not, the rest is unknown")
  func cutConnections() async throws {
    try await RedisServer.with { server in
      let ends = try await withClient(server.port) {
        $0.clientName = "victim"
      } _: { client in
        try await withThrowingTaskGroup(of: [End: Int].self) { group in
          for _ in 0..<20 {
            group.addTask {
              var ends: [End: Int] = [:]
              for _ in 0..<100 {
                let end = await End { () throws(RedisError) in
                  try await client.transaction([RedisCommand("INCR", "a"), RedisCommand("INCR", "b")])
                }
                ends[end, default: 0] += 1
              }
              return ends
            }
          }
          try await withClient(server.port) {
            $0.clientName = "killer"
          } _: { killer in
            for _ in 0..<60 {
              _ = try await killer.pipeline([RedisCommand("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")])
              try await Task.sleep(for: .milliseconds(2))
            }
          }
          var ends: [End: Int] = [:]
          for try await some in group { ends.merge(some, uniquingKeysWith: +) }
          let counts = try await client.pipeline([RedisCommand("GET", "a"), RedisCommand("GET", "b")])
          #expect(counts[0] == counts[1])
          let count = try #require(counts[0].int)
          #expect(count >= ends[.applied, default: 0])
          #expect(count <= ends[.applied, default: 0] + ends[.unknown, default: 0])
          return ends
        }
      }
      #expect(ends.values.reduce(0, +) == 2000)
      #expect(ends[.refused] == nil)
      #expect(ends[.applied, default: 0] > 0)
    }
  }

  @Test("a killed server ends calls at once, and the client goes on with the next one on its port")
  func killedServer() async throws {
    let port = try Loopback.freePort()
    let loop = try EventLoop()
    defer { loop.stop() }
    try await withRedis(RedisConfiguration(host: "127.0.0.1", port: port, reconnectDelay: .milliseconds(1)), on: loop) { client in
      try await RedisServer.with(port: port) { server in
        let before = try await client.transaction([RedisCommand("INCR", "n")])
        #expect(before == .applied([.integer(1)]))
        try await withThrowingTaskGroup(of: End.self) { group in
          for _ in 0..<20 {
            group.addTask {
              var end = End.applied
              while end == .applied {
                end = await End { () throws(RedisError) in try await client.transaction([RedisCommand("INCR", "n")]) }
              }
              return end
            }
          }
          server.process.signal(9)
          for try await end in group { #expect(end == .unknown || end == .notSent) }
        }
        let error = await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) }
        #expect(error?.code == .connect && error?.wasSent == false)
      }
      try await RedisServer.with(port: port) { _ in
        let after = try await client.transaction([RedisCommand("INCR", "n")])
        #expect(after == .applied([.integer(1)]))
      }
    }
  }
}
