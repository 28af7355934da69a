import Network

import TestSupport
import Testing

@Suite("Requests in flight")
struct InFlightTests {
  /// Sends `count` requests to each server at once; true when the server held exactly `expected` of them, and all were answered afterwards.
  private static func heldAtOnce(_ configuration: EventLoop.Configuration, servers: Int, count: Int) async throws -> [Int] {
    let gate = Gate()
    let highest = Lock<[Int: (now: Int, most: Int)]>([:])
    func answer(_ server: Int) -> @Sendable (ServerRequest) -> ServerAnswer {
      { _ in
        highest.withLock { counts in
          let now = (counts[server]?.now ?? 0) + 1
          counts[server] = (now, max(now, counts[server]?.most ?? 0))
        }
        gate.pass()
        highest.withLock { $0[server]?.now -= 1 }
        return .text("ok")
      }
    }
    func with(_ remaining: Int, _ urls: [String], _ body: ([String]) async throws -> Void) async throws {
      if remaining == 0 { return try await body(urls) }
      try await withLoopbackServer(answer(remaining)) { server in try await with(remaining - 1, urls + [server.url], body) }
    }
    try await with(servers, []) { urls in
      defer { gate.open() }
      try await withEventLoop(configuration) { loop in
        try await withThrowingTaskGroup(of: Int.self) { group in
          for url in urls {
            for _ in 1...count {
              group.addTask { try await loop.execute(HTTPRequest(method: "GET", url: url)).status }
            }
          }
          let expected = min(configuration.maxInFlight, urls.count * min(count, configuration.maxPerEndpoint))
          #expect(try await eventually { gate.held == expected })
          gate.open()
          for try await status in group { #expect(status == 200) }
        }
      }
    }
    return highest.withLock { counts in counts.values.map(\.most) }
  }

  @Test("at most 16 requests go to one endpoint at once, by default")
  func perEndpoint() async throws {
    #expect(try await Self.heldAtOnce(.init(usesProxyEnvironment: false), servers: 1, count: 60) == [16])
  }

  @Test("at most 64 requests are in flight in all, by default, and no endpoint is left out")
  func inAll() async throws {
    let most = try await Self.heldAtOnce(.init(usesProxyEnvironment: false), servers: 6, count: 30)
    #expect(most.count == 6 && most.allSatisfy { (1...16).contains($0) })
  }

  @Test("caps of one make requests follow each other")
  func one() async throws {
    #expect(try await Self.heldAtOnce(.init(maxInFlight: 1, usesProxyEnvironment: false), servers: 2, count: 5) == [1, 1])
  }

  @Test("a thousand callers share sixteen connections")
  func reuse() async throws {
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      try await withEventLoop { loop in
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 1...1000 { group.addTask { _ = try await loop.execute(.get(server)) } }
          try await group.waitForAll()
        }
        #expect(server.accepted <= 16)
        #expect(loop.statistics.connections == server.accepted)
        #expect(loop.statistics.requests == 1000)
      }
    }
  }
}
