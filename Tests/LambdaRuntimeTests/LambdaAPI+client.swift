import LambdaRuntime
import Network
import TestSupport

extension LambdaAPI {
  /// Serves while `body` runs, with a client that does not wait between attempts.
  func client<Result>(_ body: (RuntimeAPI) async throws -> Result) async throws -> Result {
    try await serve { address in
      let loop = try EventLoop()
      defer { loop.stop() }
      return try await body(RuntimeAPI(address: address, loop: loop) { _ in })
    }
  }
}
