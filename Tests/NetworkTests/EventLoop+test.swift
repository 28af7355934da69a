import Network
import TestSupport

/// Runs `body` with an event loop that is stopped afterwards.
func withEventLoop<Result>(
  _ configuration: EventLoop.Configuration = .init(usesProxyEnvironment: false), _ body: (EventLoop) async throws -> Result
) async throws -> Result {
  let loop = try EventLoop(configuration)
  defer { loop.stop() }
  return try await body(loop)
}

extension HTTPRequest {
  /// A GET of this path of the server.
  static func get(_ server: LoopbackServer, _ path: String = "/", timeout: Duration = .seconds(20)) -> HTTPRequest {
    HTTPRequest(method: "GET", url: server.url + path, timeout: timeout)
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// The error code of an operation that must fail.
func code<Value>(_ operation: () async throws(NetworkError) -> Value) async -> NetworkError.Code? {
  do throws(NetworkError) {
    _ = try await operation()
    return nil
  } catch {
    return error.code
  }
}
