import Glibc
import Network
import TestSupport
import Testing

/// Each in a process of its own, because the variables belong to the whole process.
@Suite("Proxies of the environment")
struct ProxyTests {
  /// Answers what it was asked for, as a proxy sees it.
  private static func proxy(_ request: ServerRequest) -> ServerAnswer {
    request.method == "CONNECT" ? .response(status: 418) : .text("\(request.method) \(request.target)")
  }

  @Test("http_proxy is used for http, with the whole URL; NO_PROXY, HTTP_PROXY, a request and a loop without proxies are not")
  func http() async throws {
    await #expect(processExitsWith: .success) {
      try await withLoopbackServer(ProxyTests.proxy) { server in
        setenv("http_proxy", server.url, 1)
        setenv("NO_PROXY", "skipped.invalid", 1)
        let request = HTTPRequest(method: "GET", url: "http://host.invalid/path?a=b")
        try await withEventLoop(.init()) { loop in
          let answer = try await loop.execute(request)
          try #require(answer.text == "GET http://host.invalid/path?a=b")
          let skipped = await code { () throws(NetworkError) in
            try await loop.execute(HTTPRequest(method: "GET", url: "http://skipped.invalid/"))
          }
          try #require(skipped == .resolve)
          var direct = request
          direct.usesProxy = false
          let past = await code { () throws(NetworkError) in try await loop.execute(direct) }
          try #require(past == .resolve)
          // The handle is used again, and the variables count again.
          let again = try await loop.execute(request)
          try #require(again.text == "GET http://host.invalid/path?a=b")
        }
        try await withEventLoop(.init(usesProxyEnvironment: false)) { loop in
          let direct = await code { () throws(NetworkError) in try await loop.execute(request) }
          try #require(direct == .resolve)
        }
        unsetenv("http_proxy")
        setenv("HTTP_PROXY", server.url, 1)
        try await withEventLoop(.init()) { loop in
          let direct = await code { () throws(NetworkError) in try await loop.execute(request) }
          try #require(direct == .resolve)
        }
      }
    }
  }

  @Test("HTTPS_PROXY is asked for a tunnel, and a raw connection never asks it")
  func https() async throws {
    await #expect(processExitsWith: .success) {
      try await withLoopbackServer(ProxyTests.proxy) { proxy in
        setenv("HTTPS_PROXY", proxy.url, 1)
        setenv("http_proxy", proxy.url, 1)
        try await withEventLoop(.init()) { loop in
          let refused = await code { () throws(NetworkError) in
            try await loop.execute(HTTPRequest(method: "GET", url: "https://host.invalid/"))
          }
          try #require(refused != nil && refused != .resolve && proxy.accepted == 1)
          try await withLoopbackListener { socket in
            socket.write([42])
          } during: { listener in
            let raw = try await loop.connect(host: "127.0.0.1", port: listener.port, tls: nil, timeout: .seconds(5))
            let bytes = try await raw.receive()
            try #require(bytes == [42] && proxy.accepted == 1)
          }
        }
      }
    }
  }
}
