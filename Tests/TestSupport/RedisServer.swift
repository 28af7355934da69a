internal import Foundation
internal import Glibc

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

  /// Options for a server that keeps its data in `folder` through `kill -9`, for the next server that is started on it.
  public static func keepingData(in folder: String) -> [String] {
    ["--dir", folder, "--appendonly", "yes", "--appendfsync", "always"]
  }

  /// Kills it at once, and waits until it is gone.
  public func kill() async throws {
    process.signal(SIGKILL)
    _ = try await process.exitStatus()
  }

  /// Lets time pass for every key that expires: it has that much less to live.
  public func elapse(seconds: Int) async throws {
    let script = """
      for _, key in ipairs(redis.call('KEYS', '*')) do
        local time = redis.call('PTTL', key)
        if time >= 0 then redis.call('PEXPIRE', key, time - ARGV[1]) end
      end
      """
    _ = try await cli("EVAL", script, "0", "\(seconds * 1000)")
  }

  /// Runs `redis-cli` against it: an independent client to check with.
  public func cli(_ arguments: String...) async throws -> String {
    try await ChildProcess.run("redis-cli", ["-p", "\(port)"] + arguments)
  }
}
