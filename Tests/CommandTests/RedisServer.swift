import Foundation
import TestSupport
import Testing

/// A real redis-server of a test's own, and `redis-cli` to look at it from outside.
struct RedisServer: Sendable {
  let process: ChildProcess
  let port: Int
  let password: String?

  /// What clusters.json and `--store` take.
  var location: String { "redis://127.0.0.1:\(port)/0" }

  static let isInstalled = ["/usr/bin", "/usr/local/bin"].contains { FileManager.default.isExecutableFile(atPath: "\($0)/redis-server") }

  /// Starts an empty server that keeps nothing on the disk.
  static func with<Result>(password: String? = nil, _ body: (RedisServer) async throws -> Result) async throws -> Result {
    let port = try Loopback.freePort()
    let arguments = ["--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    return try await ChildProcess.with("redis-server", arguments + (password.map { ["--requirepass", $0] } ?? [])) { process in
      try await process.waitForPort(port)
      return try await body(RedisServer(process: process, port: port, password: password))
    }
  }

  /// `redis-cli` with these arguments, until `body` ends.
  func client<Result>(_ arguments: [String], _ body: (ChildProcess) async throws -> Result) async throws -> Result {
    try await ChildProcess.with("redis-cli", ["-p", "\(port)"] + arguments, environment: ["REDISCLI_AUTH": password], body)
  }

  /// One command and its answer, line by line.
  @discardableResult
  func send(_ command: String...) async throws -> [String] {
    try await client(command) { process in
      let status = try await process.exitStatus()
      #expect(status == 0, "\(process.errors)")
      return process.output.split(separator: "\n").map(String.init)
    }
  }

  /// Every command that others send while `body` runs, its name in capitals.
  func commands(during body: () async throws -> Void) async throws -> [String] {
    try await client(["MONITOR"]) { monitor in
      try await monitor.waitForOutput("OK")
      try await body()
      // MONITOR shows commands in order: when it has shown this one, it has shown all before.
      try await send("ECHO", "that was all")
      try await monitor.waitForOutput("that was all")
      // 1763874000.123456 [0 127.0.0.1:40000] "GET" "key"
      return monitor.output.split(separator: "\n").compactMap { line in
        line.split(separator: "\"").dropFirst().first.map { $0.uppercased() }
      }.filter { $0 != "ECHO" }
    }
  }
}
