import Glibc
import Network
import Redis
import TestSupport
import Testing

@Suite("Faults of a Redis connection")
struct FaultTests {
  /// A server that answers the opening, then hands the connection to `fault`, with the commands that it has read.
  private static func withFake(
    _ fault: @escaping @Sendable (LoopbackSocket) -> Void, _ body: (Int) async throws -> Void
  ) async throws {
    try await withLoopbackListener { socket in
      if socket.read() == nil { return }
      socket.write(Array(plainGreeting.utf8))
      fault(socket)
    } during: { listener in
      try await body(listener.port)
    }
  }

  @Test(
    "half a reply and the end, garbage, or more replies than commands: who has sent is told that nothing is known",
    arguments: [
      ("$10\r\nhalf", RedisError.Code.closed), ("", .closed), ("*3\r\n+OK\r\n", .closed), ("GARBAGE\r\n", .protocol),
      ("+OK\r\n+QUEUED\r\n", .closed),
    ])
  func brokenReply(_ text: String, _ code: RedisError.Code) async throws {
    try await Self.withFake { socket in
      if socket.read() != nil { socket.write(Array(text.utf8)) }
    } _: { port in
      try await withClient(port) { client in
        let error = await redisError { () throws(RedisError) in
          try await client.pipeline([RedisCommand("GET", "a"), RedisCommand("GET", "b"), RedisCommand("GET", "c")])
        }
        #expect(error?.code == code && error?.wasSent == true)
        let result = try await client.transaction([RedisCommand("INCR", "a")])
        guard case .unknown(let reason) = result else { return #expect(Bool(false), "\(result)") }
        #expect(reason.code == code && reason.wasSent)
      }
    }
  }

  @Test("a reply that nobody asked for ends the connection, not the answers before it")
  func unexpectedReply() async throws {
    try await Self.withFake { socket in
      if socket.read() != nil { socket.write(Array("+PONG\r\n+PONG\r\n".utf8)) }
      socket.drain()
    } _: { port in
      try await withClient(port) { client in
        let first = try await client.pipeline([RedisCommand("PING")])
        #expect(first == [.status("PONG")])
        for _ in 1...3 {
          // Sent before the end of the old connection was noticed, or on a new one.
          do throws(RedisError) {
            let reply = try await client.pipeline([RedisCommand("PING")])
            #expect(reply == [.status("PONG")])
          } catch {
            #expect(error.code == .protocol || error.code == .closed)
          }
        }
      }
    }
  }

  @Test("a server that falls silent is a timeout for all who wait on it")
  func silence() async throws {
    try await Self.withFake {
      $0.drain()
    } _: { port in
      try await withClient(port) {
        $0.commandTimeout = .milliseconds(100)
      } _: { client in
        try await withThrowingTaskGroup(of: RedisError?.self) { group in
          for _ in 1...10 {
            group.addTask { await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) } }
          }
          for try await error in group { #expect(error?.code == .timedOut && error?.wasSent == true) }
        }
      }
    }
  }

  @Test("a reply that comes slowly, but comes, is no timeout")
  func slowReply() async throws {
    let now = Lock(Duration.zero)
    try await Self.withFake { socket in
      guard socket.read() != nil else { return }
      for byte in "$5\r\nhello\r\n".utf8 {
        // Each byte in time, all of them not; and silence for long enough that the client looks at the clock.
        now.withLock { $0 += .milliseconds(60) }
        socket.write([byte])
        usleep(30_000)
      }
      socket.drain()
    } _: { port in
      try await withClient(port) {
        $0.commandTimeout = .milliseconds(100)
        $0.monotonic = { now.withLock { $0 } }
      } _: { client in
        let reply = try await client.pipeline([RedisCommand("GET", "a")])
        #expect(reply == [.bulk(Array("hello".utf8))])
      }
    }
  }

  @Test("a block that was sent in part closes the connection, and everybody on it is told")
  func partlySent() async throws {
    let gate = Gate()
    try await Self.withFake { socket in
      if socket.read(limit: 100) != nil { gate.pass() }
    } _: { port in
      defer { gate.open() }
      try await withClient(port) {
        $0.commandTimeout = .milliseconds(200)
      } _: { client in
        let big = [RedisCommand(words: [Array("SET".utf8), [97], Array(repeating: 120, count: 20_000_000)])]
        try await withThrowingTaskGroup(of: Bool.self) { group in
          group.addTask {
            let result = try await client.transaction(big)
            if case .unknown = result { return true }
            return false
          }
          group.addTask {
            let error = await redisError { () throws(RedisError) in try await client.pipeline(big) }
            // Sent too, or still waiting when the connection went: then the second connection tells it.
            return error != nil
          }
          for try await isRight in group { #expect(isRight) }
        }
      }
    }
  }

  @Test("who is cancelled before anything was sent has sent nothing")
  func cancelledWaiting() async throws {
    // Accepts, and never answers the opening.
    try await withLoopbackListener {
      $0.drain()
    } during: { listener in
      try await withClient(listener.port) { client in
        let error = try await withThrowingTaskGroup(of: RedisError?.self) { group in
          group.addTask { await redisError { () throws(RedisError) in try await client.transaction([RedisCommand("INCR", "n")]) } }
          #expect(try await eventually { listener.accepted == 1 })
          group.cancelAll()
          return try await group.next() ?? nil
        }
        #expect(error?.code == .cancelled && error?.wasSent == false)
        let already = await withTaskGroup(of: RedisError?.self) { group in
          group.cancelAll()
          group.addTask { await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) } }
          return await group.next() ?? nil
        }
        #expect(already?.code == .cancelled)
      }
    }
  }

  @Test("what is under way is waited for, also when everything around is cancelled")
  func cancelledInFlight() async throws {
    let gate = Gate()
    try await Self.withFake { socket in
      if socket.read() == nil { return }
      gate.pass()
      socket.write(Array("+OK\r\n+QUEUED\r\n*1\r\n:1\r\n".utf8))
      socket.drain()
    } _: { port in
      defer { gate.open() }
      let result = try await withThrowingTaskGroup(of: TransactionResult.self) { group in
        group.addTask { try await withClient(port) { client in try await client.transaction([RedisCommand("INCR", "n")]) } }
        #expect(try await eventually { gate.held == 1 })
        group.cancelAll()
        gate.open()
        return try await group.next()
      }
      #expect(result == .applied([.integer(1)]))
    }
  }
}
