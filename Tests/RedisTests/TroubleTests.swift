import Foundation
import Network
import Redis
import TestSupport
import Testing

@Suite("A Redis in trouble")
struct TroubleTests {
  /// A client that notes how often it waited.
  private static func with<Value: Sendable>(
    _ port: Int, patience: Duration = .seconds(30), _ body: (RedisClient, _ waits: Lock<Int>) async throws -> Value
  ) async throws -> Value {
    let waits = Lock(0)
    return try await withClient(port) {
      $0.reconnectDelay = .milliseconds(5)
      $0.patience = patience
      $0.sleep = { duration in
        waits.withLock { $0 += 1 }
        try await Task.sleep(for: duration)
      }
    } _: { client in
      try await body(client, waits)
    }
  }

  /// Sends a block and commands while the server refuses, ends the trouble once the client has waited, and expects that they were carried out once.
  private static func outlive(_ server: RedisServer, clear: () async throws -> Void) async throws {
    try await with(server.port) { client, waits in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let result = try await client.transaction([RedisCommand("INCR", "block"), RedisCommand("INCR", "block")])
          #expect(result == .applied([.integer(1), .integer(2)]))
        }
        group.addTask {
          let replies = try await client.pipeline([
            RedisCommand("ECHO", "x"), RedisCommand("INCR", "single"), RedisCommand("EXISTS", "block", "none"),
          ])
          #expect(replies.prefix(2) == [.bulk([120]), .integer(1)] && replies.last?.int != nil)
        }
        #expect(try await eventually { waits.withLock { $0 } >= 4 })
        try await clear()
        try await group.waitForAll()
      }
    }
  }

  @Test("one that was made a replica refuses writes, and gets them over a new connection when it is a primary again")
  func readOnly() async throws {
    try await RedisServer.with { primary in
      try await RedisServer.with { server in
        _ = try await server.cli("REPLICAOF", "127.0.0.1", "\(primary.port)")
        #expect(try await eventually { try await server.cli("INFO", "replication").contains("master_link_status:up") })
        func connections() async throws -> Int {
          let line = try await server.cli("INFO", "stats").split(whereSeparator: \.isNewline).first {
            $0.hasPrefix("total_connections_received")
          }
          return Int(line?.split(separator: ":").last ?? "") ?? 0
        }
        let before = try await connections()
        try await Self.outlive(server) { _ = try await server.cli("REPLICAOF", "NO", "ONE") }
        // Without a new one: this look, that of REPLICAOF, and the client's first.
        #expect(try await connections() > before + 3)
      }
    }
  }

  @Test("a replica that has lost its primary is waited for")
  func masterDown() async throws {
    let nobody = try Loopback.freePort()
    try await RedisServer.with(["--replica-serve-stale-data", "no"]) { server in
      _ = try await server.cli("REPLICAOF", "127.0.0.1", "\(nobody)")
      try await Self.outlive(server) { _ = try await server.cli("REPLICAOF", "NO", "ONE") }
    }
  }

  @Test("one that has no room for another client is waited for")
  func maxClients() async throws {
    try await RedisServer.with(["--maxclients", "1"]) { server in
      let loop = try EventLoop()
      defer { loop.stop() }
      try await AdminConnection.with(server.port, on: loop) { admin in
        try await admin.send("PING")
        try await Self.outlive(server) { try await admin.send("CONFIG", "SET", "maxclients", "100") }
      }
    }
  }

  @Test("one that loads its data is waited for")
  func loading() async throws {
    try await withTemporaryFolder { folder in
      let port = try Loopback.freePort()
      func arguments(_ more: [String]) -> [String] {
        ["--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--save", ""] + more
      }
      try await ChildProcess.with("redis-server", arguments(["--enable-debug-command", "yes"])) { process in
        try await process.waitForOutput("Ready to accept connections")
        try await ChildProcess.run("redis-cli", ["-p", "\(port)", "DEBUG", "POPULATE", "1000", "key", "100"])
        try await ChildProcess.run("redis-cli", ["-p", "\(port)", "SAVE"])
      }
      // Without a command to end it: it takes half a second or so.
      try await ChildProcess.with(
        "redis-server", arguments(["--key-load-delay", "500", "--loading-process-events-interval-bytes", "1024"])
      ) { process in
        try await process.waitForPort(port)
        try await Self.with(port) { client, waits in
          let result = try await client.transaction([RedisCommand("INCR", "block"), RedisCommand("GET", "key:1")])
          guard case .applied(let replies) = result else { return #expect(Bool(false), "\(result)") }
          #expect(replies.first == .integer(1) && replies.last?.string?.hasPrefix("value:1") == true)
          #expect(waits.withLock { $0 } > 0)
        }
      }
    }
  }

  @Test("when patience is at its end, the refusal is the answer")
  func patience() async throws {
    try await RedisServer.with { server in
      _ = try await server.cli("REPLICAOF", "127.0.0.1", "1")
      try await Self.with(server.port, patience: .milliseconds(50)) { client, _ in
        let result = try await client.transaction([RedisCommand("INCR", "n")])
        guard case .refused(let reason) = result else { return #expect(Bool(false), "\(result)") }
        #expect(reason.hasPrefix("READONLY"))
        let replies = try await client.pipeline([RedisCommand("SET", "n", "1"), RedisCommand("GET", "n")])
        #expect(replies.map(\.errorCode) == ["READONLY", nil])
      }
      _ = try await server.cli("REPLICAOF", "NO", "ONE")
      #expect(try await server.cli("DBSIZE") == "0\n")
    }
  }

  @Test("who is cancelled while the server refuses stops waiting")
  func cancelled() async throws {
    try await RedisServer.with { server in
      _ = try await server.cli("REPLICAOF", "127.0.0.1", "1")
      let waits = Lock(0)
      try await withClient(server.port) {
        $0.sleep = { _ in
          let number = waits.withLock { waits in
            waits += 1
            return waits
          }
          // The third lasts until the cancellation.
          if number == 3 { try await Task.sleep(for: .seconds(3600)) }
        }
      } _: { client in
        try await withThrowingTaskGroup(of: TransactionResult.self) { group in
          group.addTask { try await client.transaction([RedisCommand("INCR", "n")]) }
          #expect(try await eventually { waits.withLock { $0 } == 3 })
          group.cancelAll()
          guard case .refused = try await group.next() else { return #expect(Bool(false)) }
        }
      }
    }
  }

  @Test("killed at random points, a hundred times: no count is ever too high, and none that was confirmed is lost")
  func killed() async throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededGenerator(seed: seed)
    print("killed at random points: seed \(seed)")
    let port = try Loopback.freePort()
    try await withTemporaryFolder { folder in
      let arguments = [
        "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--save", "", "--appendonly", "yes", "--appendfsync", "always",
      ]
      let ends = Lock(Array(repeating: [End: Int](), count: 8))
      try await withClient(port) {
        $0.connectAttempts = 1
      } _: { client in
        for round in 0..<100 {
          try await ChildProcess.with("redis-server", arguments) { server in
            try await server.waitForOutput("Ready to accept connections")
            let wait = Duration.microseconds(Int64.random(in: 0..<8000, using: &random))
            await withTaskGroup(of: Void.self) { group in
              for task in 0..<8 {
                group.addTask {
                  var end = End.applied
                  while end == .applied || end == .refused {
                    end = await End { () throws(RedisError) in
                      try await client.transaction([RedisCommand("INCR", "a\(task)"), RedisCommand("INCR", "b\(task)")])
                    }
                    ends.withLock { $0[task][end, default: 0] += 1 }
                  }
                }
              }
              do { try await Task.sleep(for: wait) } catch {}
              server.signal(9)
            }
          }
          if round % 25 != 24 { continue }
          try await ChildProcess.with("redis-server", arguments) { server in
            try await server.waitForOutput("Ready to accept connections")
            for (task, ends) in ends.withLock({ $0 }).enumerated() {
              let counts = try await client.pipeline([RedisCommand("GET", "a\(task)"), RedisCommand("GET", "b\(task)")]).map { $0.int ?? 0 }
              let (applied, unknown) = (ends[.applied, default: 0], ends[.unknown, default: 0])
              #expect(counts[0] == counts[1], "seed \(seed), round \(round)")
              #expect(counts[0] >= applied && counts[0] <= applied + unknown, "seed \(seed), round \(round): \(counts[0]), \(ends)")
            }
          }
        }
      }
      let all = ends.withLock { $0 }.reduce(into: [End: Int]()) { $0.merge($1, uniquingKeysWith: +) }
      #expect(all[.applied, default: 0] > 100 && all[.unknown, default: 0] > 0, "\(all)")
    }
  }
}
