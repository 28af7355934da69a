import Network
import TestSupport
import Testing

@Suite("Requests")
struct RequestTests {
  /// Answers with the request as it was read, so that the wire itself is compared.
  private static func wire(_ request: ServerRequest) -> ServerAnswer {
    let head = request.headers.map { "\($0.name): \($0.value)\n" }.joined()
    return .response(body: Array("\(request.method) \(request.target)\n\(head)\n".utf8) + request.body)
  }

  @Test("a request goes out exactly as given, with Host and Content-Length and nothing else")
  func exactWire() async throws {
    try await withLoopbackServer(Self.wire) { server in
      try await withEventLoop { loop in
        let request = HTTPRequest(
          method: "POST", url: server.url + "/a/../b%20c?y=2&x=1",
          headers: [("X-Amz-Target", "Service.Operation"), ("X-Empty", ""), ("Content-Type", "application/x-amz-json-1.1"), ("x-a", "ü")],
          body: Array("{}".utf8))
        let answer = try await loop.execute(request)
        #expect(
          answer.text == """
            POST /a/../b%20c?y=2&x=1
            Host: 127.0.0.1:\(server.port)
            X-Amz-Target: Service.Operation
            X-Empty: 
            Content-Type: application/x-amz-json-1.1
            x-a: ü
            Content-Length: 2

            {}
            """)
      }
    }
  }

  @Test(
    "the same connection carries other methods one after the other", arguments: [["GET", "POST", "PUT", "HEAD", "DELETE", "GET", "POST"]])
  func methods(_ methods: [String]) async throws {
    try await withLoopbackServer(Self.wire) { server in
      try await withEventLoop { loop in
        for method in methods {
          let answer = try await loop.execute(HTTPRequest(method: method, url: server.url + "/"))
          let length = ["POST", "PUT"].contains(method) ? "Content-Length: 0\n" : ""
          #expect(answer.text == (method == "HEAD" ? "" : "\(method) /\nHost: 127.0.0.1:\(server.port)\n\(length)\n"))
          #expect(answer.status == 200)
        }
        #expect(server.accepted == 1)
      }
    }
  }

  @Test("a body with NULs and any other byte arrives whole, and so does a large answer")
  func anyBytes() async throws {
    let body = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try await withLoopbackServer {
      .response(body: $0.body)
    } during: { server in
      try await withEventLoop { loop in
        let answer = try await loop.execute(HTTPRequest(method: "POST", url: server.url, body: body))
        #expect(answer.body == body)
      }
    }
  }

  @Test("a header is found in any case, and the first of several is taken")
  func responseHeaders() async throws {
    try await withLoopbackServer { _ in
      .response(status: 429, headers: [("x-amzn-RequestId", "abc"), ("Retry-After", "3"), ("retry-after", "4"), ("X-None", "")])
    } during: { server in
      try await withEventLoop { loop in
        let answer = try await loop.execute(.get(server))
        #expect(answer.status == 429)
        #expect(answer.header("X-AMZN-REQUESTID") == "abc")
        #expect(answer.header("retry-after") == "3")
        #expect(answer.header("x-none") == "")
        #expect(answer.header("x-other") == nil)
        #expect(answer.headers.map(\.name) == ["Content-Length", "x-amzn-RequestId", "Retry-After", "retry-after", "X-None"])
      }
    }
  }

  @Test("a response made by hand answers like one from the wire")
  func responseByHand() {
    let response = HTTPResponse(status: 200, headers: [("Date", "now"), ("Empty", "")], body: [1])
    #expect(response.header("date") == "now")
    #expect(response.headers.map(\.value) == ["now", ""])
    #expect(HTTPResponse(status: 200).headers.isEmpty)
  }

  @Test("a redirect is an answer, not followed")
  func redirect() async throws {
    try await withLoopbackServer { request in
      .response(status: request.target == "/" ? 302 : 200, headers: [("Location", "/other")])
    } during: { server in
      try await withEventLoop { loop in
        let answer = try await loop.execute(.get(server))
        #expect(answer.status == 302)
      }
    }
  }

  @Test("requests one after the other use one connection")
  func keepAlive() async throws {
    try await withLoopbackServer { request in
      .text("\(request.connection)")
    } during: { server in
      try await withEventLoop { loop in
        for _ in 1...20 {
          let answer = try await loop.execute(.get(server))
          #expect(answer.text == "1")
        }
        #expect(loop.statistics.requests == 20)
        #expect(loop.statistics.connections == 1)
      }
    }
  }

  @Test(
    "a header that would break the request is refused, without showing it",
    arguments: [("A\r\nB", "c"), ("A", "b\nsecret: c"), ("A", "secret\0"), ("", "x"), ("A B", "x"), ("A:", "x")])
  func brokenHeader(name: String, value: String) async throws {
    try await withLoopbackServer(Self.wire) { server in
      try await withEventLoop { loop in
        let error = await #expect(throws: NetworkError.self) {
          try await loop.execute(HTTPRequest(method: "GET", url: server.url, headers: [(name, value)]))
        }
        #expect(error?.code == .other(43))
        #expect(error?.message.contains("secret") == false)
        let next = try await loop.execute(.get(server))
        #expect(next.status == 200)
      }
    }
  }

  @Test("an error names the endpoint and neither user, password, path nor query")
  func errorWithoutSecrets() async throws {
    let port = try Loopback.freePort()
    try await withEventLoop { loop in
      let error = await #expect(throws: NetworkError.self) {
        try await loop.execute(HTTPRequest(method: "GET", url: "http://user:secret1@127.0.0.1:\(port)/secret2?token=secret3"))
      }
      #expect(error?.code == .connect)
      #expect(error?.description.hasPrefix("http://127.0.0.1:\(port): ") == true)
      #expect(error?.description.contains("secret") == false)
    }
  }

  @Test("what is no http URL is refused", arguments: ["", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "127.0.0.1:80", "/path"])
  func badURL(_ url: String) async throws {
    try await withEventLoop { loop in
      #expect(await code { () throws(NetworkError) in try await loop.execute(HTTPRequest(method: "GET", url: url)) } == .other(3))
    }
  }

  @Test("a name that cannot exist is a resolve error")
  func unknownHost() async throws {
    try await withEventLoop { loop in
      // RFC 6761: names under .invalid never resolve, so nothing leaves the machine but perhaps the question.
      let request = HTTPRequest(method: "GET", url: "http://nobody.invalid/")
      #expect(await code { () throws(NetworkError) in try await loop.execute(request) } == .resolve)
    }
  }
}
