import Network
import TestSupport
import Testing

@Suite("Cancellation and stop")
struct CancellationTests {
  /// The code that a request ends with when its task is cancelled once `ready` holds.
  private static func cancelled(_ loop: EventLoop, _ request: HTTPRequest, when ready: () async throws -> Bool) async throws -> NetworkError
    .Code?
  {
    try await withThrowingTaskGroup(of: NetworkError.Code?.self) { group in
      group.addTask { await code { () throws(NetworkError) in try await loop.execute(request) } }
      #expect(try await eventually { try await ready() })
      group.cancelAll()
      return try await group.next() ?? nil
    }
  }

  @Test("a task that is already cancelled sends nothing")
  func before() async throws {
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      try await withEventLoop { loop in
        let result = await withTaskGroup(of: NetworkError.Code?.self) { group in
          group.cancelAll()
          for _ in 1...100 { group.addTask { await code { () throws(NetworkError) in try await loop.execute(.get(server)) } } }
          return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        }
        #expect(result == [.cancelled: 100])
        #expect(server.accepted == 0)
      }
    }
  }

  @Test("a request that waits for an answer ends at once, and its connection is closed")
  func inFlight() async throws {
    try await withLoopbackServer { _ in
      .silence
    } during: { server in
      try await withEventLoop { loop in
        let end = try await Self.cancelled(loop, .get(server)) { server.open == 1 }
        #expect(end == .cancelled)
        #expect(try await eventually { server.open == 0 })
      }
    }
  }

  @Test("a request that waits for its turn ends at once, and the one before it goes on")
  func waiting() async throws {
    let gate = Gate()
    try await withLoopbackServer { request in
      gate.pass()
      return .text(request.target)
    } during: { server in
      defer { gate.open() }
      try await withEventLoop(.init(maxInFlight: 1, usesProxyEnvironment: false)) { loop in
        async let first = loop.execute(.get(server, "/first"))
        #expect(try await eventually { gate.held == 1 })
        #expect(try await Self.cancelled(loop, .get(server, "/second")) { true } == .cancelled)
        gate.open()
        let answer = try await first
        #expect(answer.text == "/first")
        let third = try await loop.execute(.get(server, "/third"))
        #expect(third.text == "/third")
        #expect(loop.statistics.requests == 2)
      }
    }
  }

  @Test("a request in the middle of its answer ends at once")
  func partialAnswer() async throws {
    let begun = Gate()
    try await withLoopbackListener { socket in
      _ = socket.read()
      socket.write(Array("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".utf8))
      begun.open()
      socket.drain()
    } during: { listener in
      try await withEventLoop { loop in
        let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(listener.port)/")
        let end = try await Self.cancelled(loop, request) { listener.open == 1 }
        #expect(end == .cancelled)
        #expect(try await eventually { listener.open == 0 })
      }
    }
  }

  @Test("twenty thousand requests with random cancellations all end, once")
  func torture() async throws {
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      try await withEventLoop { loop in
        var ends: [NetworkError.Code?: Int] = [:]
        for round in 0..<100 {
          await withTaskGroup(of: NetworkError.Code?.self) { group in
            for number in 0..<200 {
              group.addTask {
                await withTaskGroup(of: NetworkError.Code?.self) { inner in
                  inner.addTask { await code { () throws(NetworkError) in try await loop.execute(.get(server)) } }
                  if (number &* 7919 &+ round) % 3 == 0 {
                    for _ in 0..<(number % 5) { await Task.yield() }
                    inner.cancelAll()
                  }
                  return await inner.next() ?? nil
                }
              }
            }
            for await end in group { ends[end, default: 0] += 1 }
          }
        }
        #expect(ends.values.reduce(0, +) == 20_000)
        #expect(Set(ends.keys).isSubset(of: [nil, .cancelled]))
        #expect(ends[nil, default: 0] >= 13_000)
        #expect(ends[.cancelled, default: 0] > 0)
      }
    }
  }

  @Test("stop ends everything in flight and in waiting, and later requests at once")
  func stop() async throws {
    try await withLoopbackServer { _ in
      .silence
    } during: { server in
      let loop = try EventLoop(.init(usesProxyEnvironment: false))
      try await withThrowingTaskGroup(of: NetworkError.Code?.self) { group in
        for _ in 1...50 { group.addTask { await code { () throws(NetworkError) in try await loop.execute(.get(server)) } } }
        #expect(try await eventually { server.open == 16 })
        loop.stop()
        for try await end in group { #expect(end == .stopped) }
      }
      #expect(await code { () throws(NetworkError) in try await loop.execute(.get(server)) } == .stopped)
      let connecting = await code { () throws(NetworkError) in
        try await loop.connect(host: "127.0.0.1", port: server.port, tls: nil, timeout: .seconds(1))
      }
      #expect(connecting == .stopped)
      loop.stop()
      #expect(try await eventually { server.open == 0 })
    }
  }

  @Test("a child process inherits no connection")
  func closedInChildren() async throws {
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      let loop = try EventLoop(.init(usesProxyEnvironment: false))
      _ = try await loop.execute(.get(server))
      let connection = try await loop.connect(host: "127.0.0.1", port: server.port, tls: nil, timeout: .seconds(5))
      try await ChildProcess.with("sleep", ["60"]) { _ in
        connection.close()
        loop.stop()
        let areClosed = try await eventually { server.open == 0 }
        #expect(areClosed, "the child holds them open")
      }
    }
  }

  @Test("a loop that nobody keeps stops by itself")
  func forgotten() async throws {
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      do {
        let loop = try EventLoop(.init(usesProxyEnvironment: false))
        _ = try await loop.execute(.get(server))
      }
      #expect(try await eventually { server.open == 0 })
    }
  }
}
