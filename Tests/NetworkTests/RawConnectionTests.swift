import Network
import TestSupport
import Testing

@Suite("Raw connections")
struct RawConnectionTests {
  /// Sends `bytes` and reads as many back at the same time.
  private static func echo(_ connection: RawConnection, _ bytes: [UInt8]) async throws -> [UInt8] {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await connection.send(bytes) }
      var back: [UInt8] = []
      while back.count < bytes.count {
        let more = try await connection.receive()
        if more.isEmpty { throw NetworkError(.connectionLost, "closed after \(back.count) bytes") }
        back += more
      }
      try await group.waitForAll()
      return back
    }
  }

  static func withEcho(tls: Bool, _ body: (Int, TLS?) async throws -> Void) async throws {
    try await withLoopbackListener { socket in
      while let bytes = socket.read() { socket.write(bytes) }
    } during: { listener in
      if !tls { return try await body(listener.port, nil) }
      try await withTemporaryFolder { folder in
        let authority = try await CertificateAuthority(in: folder)
        let certificate = try await authority.certificate(["IP:127.0.0.1"])
        try await TLSFront.with(certificate, to: listener.port) { port, _ in try await body(port, TLS(caFile: authority.file)) }
      }
    }
  }

  @Test("10 MB go both ways on each of two connections while HTTP goes on", arguments: [false, true])
  func echoUnderLoad(tls: Bool) async throws {
    let bytes = (0..<10_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 13) }
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      try await Self.withEcho(tls: tls) { port, tls in
        try await withEventLoop { loop in
          try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 1...2 {
              group.addTask {
                let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: tls, timeout: .seconds(10))
                let echo = try await Self.echo(connection, bytes)
                return echo == bytes
              }
            }
            for _ in 1...4 {
              group.addTask {
                for _ in 1...100 { _ = try await loop.execute(.get(server)) }
                return true
              }
            }
            for try await isRight in group { #expect(isRight) }
          }
          #expect(loop.statistics.requests == 400)
        }
      }
    }
  }

  @Test("sends go out whole and in order, receives in order")
  func order() async throws {
    try await Self.withEcho(tls: false) { port, _ in
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(10))
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in UInt8(0)..<50 { group.addTask { try await connection.send(Array(repeating: number, count: 20_000)) } }
          var back: [UInt8] = []
          while back.count < 1_000_000 { back += try await connection.receive() }
          try await group.waitForAll()
          let runs = stride(from: 0, to: back.count, by: 20_000).map { Set(back[$0..<($0 + 20_000)]) }
          #expect(runs.allSatisfy { $0.count == 1 } && Set(runs.joined()).count == 50)
        }
      }
    }
  }

  @Test("a connection that the peer closes reads empty, again and again, while new HTTP connections come and go")
  func closedByPeer() async throws {
    try await withLoopbackServer { _ in
      .textThenClose("ok")
    } during: { server in
      try await withLoopbackListener { socket in
        socket.write(Array("bye".utf8))
      } during: { listener in
        try await withEventLoop { loop in
          let connection = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
          #expect(try await eventually { listener.open == 0 })
          // They may meet a connection that the server is about to close; all that counts is that they open new ones.
          for _ in 1...20 {
            let end = await code { () throws(NetworkError) in try await loop.execute(.get(server)) }
            #expect(end == nil || end == .connectionLost)
          }
          let last = try await connection.receive()
          #expect(last == Array("bye".utf8))
          for _ in 1...3 {
            let nothing = try await connection.receive()
            #expect(nothing == [])
          }
        }
      }
    }
  }

  @Test(
    "libcurl's own search for dead connections touches no raw connection, whether quiet or closed by the peer", arguments: [false, true])
  func quietConnection(used: Bool) async throws {
    try await withLoopbackServer { _ in
      .textThenClose("ok")
    } during: { server in
      try await withLoopbackListener { socket in
        // The first stays open, the second closes at once, the third after some bytes.
        if socket.number == 3 { socket.write(Array("bye".utf8)) }
        while socket.number == 1, let bytes = socket.read() { socket.write(bytes) }
      } during: { listener in
        try await withEventLoop { loop in
          let quiet = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
          if used { _ = try await Self.echo(quiet, [0]) }
          let closed = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
          let bye = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
          #expect(try await eventually { listener.open == 1 })
          // It looks at most once a second, when a new request begins.
          for _ in 1...3 {
            for _ in 1...5 { _ = try await loop.execute(.get(server)) }
            try await Task.sleep(for: .milliseconds(600))
          }
          let echo = try await Self.echo(quiet, [1, 2, 3])
          #expect(echo == [1, 2, 3])
          let nothing = try await closed.receive()
          #expect(nothing == [])
          let last = try await bye.receive()
          #expect(last == Array("bye".utf8))
        }
      }
    }
  }

  @Test("a receive that is cancelled or overdue loses nothing")
  func cancelledReceive() async throws {
    try await Self.withEcho(tls: false) { port, _ in
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(10))
        let end = await withTaskGroup(of: NetworkError.Code?.self) { group in
          group.addTask { await code { () throws(NetworkError) in try await connection.receive() } }
          await Task.yield()
          group.cancelAll()
          return await group.next() ?? nil
        }
        #expect(end == .cancelled)
        #expect(await code { () throws(NetworkError) in try await connection.receive(timeout: .milliseconds(20)) } == .timedOut)
        let echo = try await Self.echo(connection, Array("still here".utf8))
        #expect(echo == Array("still here".utf8))
      }
    }
  }

  @Test("a send that is broken off closes the connection, and everybody on it is told", arguments: [false, true])
  func brokenSend(byTimeout: Bool) async throws {
    // Reads only the beginning, so a large send cannot end.
    let gate = Gate()
    try await withLoopbackListener { socket in
      if socket.read(limit: 1) != nil { gate.pass() }
    } during: { listener in
      defer { gate.open() }
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
        try await withThrowingTaskGroup(of: NetworkError.Code?.self) { others in
          others.addTask { await code { () throws(NetworkError) in try await connection.receive() } }
          let end = try await withThrowingTaskGroup(of: NetworkError.Code?.self) { group in
            group.addTask {
              await code { () throws(NetworkError) in
                try await connection.send(Array(repeating: 0, count: 50_000_000), timeout: byTimeout ? .milliseconds(100) : nil)
              }
            }
            #expect(try await eventually { gate.held == 1 })
            if !byTimeout { group.cancelAll() }
            return try await group.next() ?? nil
          }
          #expect(end == (byTimeout ? .timedOut : .cancelled))
          for try await other in others { #expect(other == .connectionLost) }
        }
        #expect(await code { () throws(NetworkError) in try await connection.send([1]) } == .connectionLost)
      }
    }
  }

  @Test("close ends what is in progress and what comes later")
  func close() async throws {
    try await Self.withEcho(tls: false) { port, _ in
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(10))
        async let receiving = code { () throws(NetworkError) in try await connection.receive() }
        await Task.yield()
        connection.close()
        connection.close()
        #expect(await receiving == .connectionLost)
        #expect(await code { () throws(NetworkError) in try await connection.send([1]) } == .connectionLost)
      }
    }
  }

  @Test("a connection that nobody keeps is closed")
  func forgotten() async throws {
    try await withLoopbackListener {
      $0.drain()
    } during: { listener in
      try await withEventLoop { loop in
        for _ in 1...5 { _ = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10)) }
        #expect(try await eventually { listener.accepted == 5 && listener.open == 0 })
      }
    }
  }

  @Test("a refused connection and a broken address are told apart")
  func failures() async throws {
    let port = try Loopback.freePort()
    try await withEventLoop { loop in
      #expect(
        await code { () throws(NetworkError) in try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(5)) }
          == .connect)
      for (host, port) in [("", 1), ("a/b", 1), ("user@host", 1), ("host", 0), ("host", 65536), ("ho st", 1)] {
        #expect(
          await code { () throws(NetworkError) in try await loop.connect(host: host, port: port, tls: nil, timeout: .seconds(5)) }
            == .resolve)
      }
    }
  }

  @Test("stop ends raw operations too")
  func stop() async throws {
    try await Self.withEcho(tls: false) { port, _ in
      let loop = try EventLoop(.init(usesProxyEnvironment: false))
      let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(10))
      async let receiving = code { () throws(NetworkError) in try await connection.receive() }
      await Task.yield()
      loop.stop()
      #expect(await receiving == .stopped)
      #expect(await code { () throws(NetworkError) in try await connection.send([1]) } == .stopped)
    }
  }
}
