import Network
import TestSupport
import Testing

@Suite("Broken connections and timeouts")
struct BrokenConnectionTests {
  private static func end(_ answer: ServerAnswer, timeout: Duration = .seconds(20)) async throws -> NetworkError.Code? {
    try await withLoopbackServer { _ in
      answer
    } during: { server in
      try await withEventLoop { loop in await code { () throws(NetworkError) in try await loop.execute(.get(server, timeout: timeout)) } }
    }
  }

  @Test("a body shorter than announced is an error", arguments: [0, 1, 99])
  func cut(_ length: Int) async throws {
    #expect(try await Self.end(.cut(announced: 100, body: Array(repeating: 65, count: length))) == .connectionLost)
  }

  @Test("a chunked body without its end is an error")
  func cutChunks() async throws {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    try await withLoopbackListener { socket in
      _ = socket.read()
      socket.write(Array("\(head)5\r\nhello\r\n".utf8))
    } during: { listener in
      try await withEventLoop { loop in
        let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(listener.port)/")
        #expect(await code { () throws(NetworkError) in try await loop.execute(request) } == .connectionLost)
      }
    }
    #expect(try await Self.end(.bytes(Array("\(head)5\r\nhello\r\n0\r\n\r\n".utf8))) == nil)
  }

  @Test("no answer at all, or a reset, is a lost connection", arguments: [false, true])
  func closed(byReset: Bool) async throws {
    try await withLoopbackListener { socket in
      _ = socket.read()
      if byReset { socket.resetOnClose() }
    } during: { listener in
      try await withEventLoop { loop in
        let request = HTTPRequest(method: "POST", url: "http://127.0.0.1:\(listener.port)/", body: [1])
        #expect(await code { () throws(NetworkError) in try await loop.execute(request) } == .connectionLost)
      }
    }
  }

  @Test("bytes that are no HTTP are an error")
  func garbage() async throws {
    let end = try await Self.end(.bytes(Array("SSH-2.0-OpenSSH_9.2\r\n".utf8)))
    #expect(end == .other(1) || end == .other(8))
  }

  @Test("an answer that does not come in time is a timeout, with a connection that was made")
  func timeout() async throws {
    #expect(try await Self.end(.silence, timeout: .milliseconds(50)) == .timedOut)
    #expect(
      try await Self.end(.bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab".utf8)), timeout: .milliseconds(50)) == .timedOut)
  }

  @Test("a timeout on a connection that was used before is a timeout too")
  func timeoutOnReuse() async throws {
    try await withLoopbackServer { request in
      request.target == "/silence" ? .silence : .text("ok")
    } during: { server in
      try await withEventLoop { loop in
        _ = try await loop.execute(.get(server))
        #expect(
          await code { () throws(NetworkError) in try await loop.execute(.get(server, "/silence", timeout: .milliseconds(50))) }
            == .timedOut)
      }
    }
  }

  @Test("a handshake that nobody answers is a failure to connect, within the connect timeout")
  func connectTimeout() async throws {
    try await withLoopbackListener {
      $0.drain()
    } during: { listener in
      try await withEventLoop(.init(connectTimeout: .milliseconds(50), usesProxyEnvironment: false)) { loop in
        let request = HTTPRequest(method: "GET", url: "https://127.0.0.1:\(listener.port)/")
        #expect(await code { () throws(NetworkError) in try await loop.execute(request) } == .connect)
        let raw = await code { () throws(NetworkError) in
          try await loop.connect(host: "127.0.0.1", port: listener.port, tls: TLS(), timeout: .milliseconds(50))
        }
        #expect(raw == .connect)
      }
    }
  }

  @Test("a POST on a kept connection that the server has closed meanwhile goes out on a new one")
  func closedWhileIdle() async throws {
    try await withLoopbackServer {
      .textThenClose("\($0.connection)")
    } during: { server in
      try await withEventLoop { loop in
        for number in 1...5 {
          let answer = try await loop.execute(HTTPRequest(method: "POST", url: server.url, body: [1, 2, 3]))
          #expect(answer.text == "\(number)")
          #expect(try await eventually { server.open == 0 })
        }
      }
    }
  }

  @Test("an answer larger than the limit is refused, not held in memory")
  func tooLarge() async throws {
    let chunk = [UInt8](repeating: 65, count: 1 << 20)
    try await withLoopbackListener { socket in
      _ = socket.read()
      socket.write(Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
      while socket.write(chunk) {}
    } during: { listener in
      try await withEventLoop { loop in
        let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(listener.port)/")
        #expect(await code { () throws(NetworkError) in try await loop.execute(request) } == .other(23))
      }
    }
  }
}
