internal import Foundation

/// A `redis-server` of its own for one test, on 127.0.0.1, without persistence.
public struct RedisServer: Sendable {
  /// The port for plain TCP.
  public let port: Int
  /// The process.
  public let process: ChildProcess

  /// Runs one while `body` runs, then kills it.
  /// - Parameter arguments: added to its command line, such as `["--requirepass", "…"]`
  public static func with<Result>(
    port: Int? = nil, _ arguments: [String] = [], _ body: (RedisServer) async throws -> Result
  ) async throws -> Result {
    let port = try port ?? Loopback.freePort()
    return try await withTemporaryFolder { folder in
      let all = ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder.path] + arguments
      return try await ChildProcess.with("redis-server", all) { process in
        try await process.waitForOutput("Ready to accept connections")
        return try await body(RedisServer(port: port, process: process))
      }
    }
  }

  /// Runs `redis-cli` against it: an independent client to check with.
  public func cli(_ arguments: String...) async throws -> String {
    try await ChildProcess.run("redis-cli", ["-p", "\(port)"] + arguments)
  }
}
