import Synchronization
import TestSupport
import Testing

@testable import Network

@Suite("Circuit")
struct CircuitTests {
  @Test("after five failures in a row nothing is tried for 30 seconds, after a further one again")
  func rule() {
    var circuit = Circuit()
    let failure = NetworkError(.connect, "https://host: refused")
    for _ in 1...4 { circuit.failed(failure, now: .seconds(100)) }
    #expect(circuit.refusal(now: .seconds(100)) == nil)
    circuit.failed(failure, now: .seconds(100))
    #expect(circuit.refusal(now: .milliseconds(129_999))?.code == .unavailable)
    #expect(circuit.refusal(now: .seconds(130)) == nil)
    circuit.failed(failure, now: .seconds(131))
    #expect(circuit.refusal(now: .seconds(160))?.code == .unavailable)
    #expect(circuit.refusal(now: .seconds(161)) == nil)
  }

  @Test("an endpoint that cannot be reached fails at once until the time is over, and others go on")
  func endToEnd() async throws {
    let now = Atomic(1000)
    let port = try Loopback.freePort()
    try await withLoopbackServer { _ in
      .text("ok")
    } during: { server in
      try await withEventLoop(.init(usesProxyEnvironment: false, monotonic: { .seconds(now.load(ordering: .relaxed)) })) { loop in
        let dead = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(port)/")
        for _ in 1...5 { #expect(await code { () throws(NetworkError) in try await loop.execute(dead) } == .connect) }
        let error = await #expect(throws: NetworkError.self) { try await loop.execute(dead) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("NAT gateway or a VPC endpoint") == true)
        #expect(error?.message.hasPrefix("http://127.0.0.1:\(port): not tried") == true)
        #expect(loop.statistics.requests == 5)
        let other = try await loop.execute(.get(server))
        #expect(other.text == "ok")
        now.store(1030, ordering: .relaxed)
        #expect(await code { () throws(NetworkError) in try await loop.execute(dead) } == .connect)
        #expect(await code { () throws(NetworkError) in try await loop.execute(dead) } == .unavailable)
      }
    }
  }

  @Test("an answer that never comes, or comes broken, is no failure to connect")
  func onlyConnecting() async throws {
    try await withLoopbackServer { request in
      request.target == "/silence" ? .silence : request.target == "/close" ? .close : .text("ok")
    } during: { server in
      try await withEventLoop { loop in
        for path in ["/silence", "/close"] {
          for _ in 1...7 {
            _ = await code { () throws(NetworkError) in try await loop.execute(.get(server, path, timeout: .milliseconds(20))) }
          }
        }
        let answer = try await loop.execute(.get(server))
        #expect(answer.text == "ok")
      }
    }
  }

  @Test("what waits for its turn when the endpoint is given up fails with it")
  func waiting() async throws {
    let port = try Loopback.freePort()
    try await withEventLoop(.init(maxPerEndpoint: 1, usesProxyEnvironment: false)) { loop in
      let codes = await withTaskGroup(of: NetworkError.Code?.self) { group in
        for _ in 1...50 {
          group.addTask {
            await code { () throws(NetworkError) in try await loop.execute(HTTPRequest(method: "GET", url: "http://127.0.0.1:\(port)/")) }
          }
        }
        return await group.reduce(into: [:]) { counts, code in counts[code, default: 0] += 1 }
      }
      #expect(codes == [.connect: 5, .unavailable: 45])
    }
  }
}
