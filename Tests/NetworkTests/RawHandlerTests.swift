import Network
import TestSupport
import Testing

@Suite("Handlers on raw connections")
struct RawHandlerTests {
  /// What a handler sends, piece by piece, and what it got.
  private struct Traffic {
    var outgoing: [[UInt8]] = []
    var asked = 0
    var incoming: [UInt8] = []

    mutating func next() -> [UInt8] {
      asked += 1
      return outgoing.isEmpty ? [] : outgoing.removeFirst()
    }
  }

  private static func handler(
    _ traffic: Lock<Traffic>, until isEnough: @escaping @Sendable (Traffic) -> Bool = { _ in false },
    every interval: Duration = .seconds(60), tick: @escaping @Sendable () -> Bool = { true }
  ) -> RawHandler {
    RawHandler(
      next: { traffic.withLock { $0.next() } },
      received: { bytes in
        traffic.withLock { traffic in
          traffic.incoming += bytes
          return !isEnough(traffic)
        }
      }, every: interval, tick: tick)
  }

  @Test("10 MB go out and come back, piece by piece, until the handler has enough", arguments: [false, true])
  func echo(tls: Bool) async throws {
    let pieces = (0..<50).map { piece in (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ piece) } }
    try await RawConnectionTests.withEcho(tls: tls) { port, tls in
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: tls, timeout: .seconds(10))
        let traffic = Lock(Traffic(outgoing: pieces))
        try await connection.serve(with: Self.handler(traffic) { $0.incoming.count >= 10_000_000 })
        #expect(traffic.withLock { $0.incoming } == pieces.reduce(into: []) { $0 += $1 })
        #expect(await code { () throws(NetworkError) in try await connection.receive() } == .connectionLost)
      }
    }
  }

  @Test("a handler that had nothing to send is asked again when it is prompted, and tasks neither send nor receive beside it")
  func prompt() async throws {
    try await RawConnectionTests.withEcho(tls: false) { port, _ in
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: port, tls: nil, timeout: .seconds(10))
        let traffic = Lock(Traffic())
        async let serving: Void = connection.serve(with: Self.handler(traffic) { $0.incoming.count == 3 })
        #expect(try await eventually { traffic.withLock { $0.asked } == 1 })
        #expect(await code { () throws(NetworkError) in try await connection.send([9]) } == .connectionLost)
        #expect(await code { () throws(NetworkError) in try await connection.receive() } == .connectionLost)
        for number in UInt8(1)...3 {
          traffic.withLock { $0.outgoing.append([number]) }
          connection.prompt()
          #expect(try await eventually { traffic.withLock { $0.incoming.count } == Int(number) })
        }
        try await serving
        #expect(traffic.withLock { $0.incoming } == [1, 2, 3])
      }
    }
  }

  @Test("while the peer does not read, no more is asked for than the connection takes")
  func backPressure() async throws {
    let gate = Gate()
    try await withLoopbackListener { socket in
      if socket.read(limit: 1) != nil { gate.pass() }
    } during: { listener in
      defer { gate.open() }
      try await withEventLoop { loop in
        let connection = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
        let traffic = Lock(Traffic(outgoing: Array(repeating: Array(repeating: 0, count: 1_000_000), count: 1000)))
        let ticks = Lock(0)
        let handler = Self.handler(traffic, every: .milliseconds(10)) {
          ticks.withLock { ticks in
            ticks += 1
            return ticks < 20
          }
        }
        // Ended by its own look at the time.
        try await connection.serve(with: handler)
        #expect(ticks.withLock { $0 } == 20)
        #expect(traffic.withLock { $0.outgoing.count } > 900)
      }
    }
  }

  @Test("the peer's end, the owner's, and the loop's are told apart; bytes before the end are not lost")
  func endings() async throws {
    try await withLoopbackListener { socket in
      if socket.number == 1 { socket.write(Array("bye".utf8)) } else { socket.drain() }
    } during: { listener in
      try await withEventLoop { loop in
        let first = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
        let traffic = Lock(Traffic())
        #expect(await code { () throws(NetworkError) in try await first.serve(with: Self.handler(traffic)) } == .connectionLost)
        #expect(traffic.withLock { $0.incoming } == Array("bye".utf8))

        for end in [NetworkError.Code.connectionLost, .stopped] {
          let connection = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(10))
          let traffic = Lock(Traffic())
          async let serving = code { () throws(NetworkError) in try await connection.serve(with: Self.handler(traffic)) }
          #expect(try await eventually { traffic.withLock { $0.asked } == 1 })
          if end == .stopped { loop.stop() } else { connection.close() }
          #expect(await serving == end)
        }
      }
    }
  }
}
