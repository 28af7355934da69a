import TestSupport

extension RedisServer {
  /// What clusters.json and `--store` take.
  var location: String { "redis://127.0.0.1:\(port)/0" }

  /// One command and its answer, line by line.
  @discardableResult
  func send(_ command: String...) async throws -> [String] {
    let answer = try await ChildProcess.run("redis-cli", ["-p", "\(port)"] + command)
    return answer.split(separator: "\n").map(String.init)
  }

  /// Sends `script` without a pause while `body` runs, and gives all answers.
  func answers(to script: String, during body: () async throws -> Void) async throws -> [String] {
    try await ChildProcess.with("redis-cli", ["-p", "\(port)", "-r", "-1", "-i", "0.001", "EVAL", script, "0"]) { watcher in
      try await body()
      return watcher.output.split(separator: "\n").map(String.init)
    }
  }

  /// The names, in capitals, of all commands that others send while `body` runs.
  func commands(during body: () async throws -> Void) async throws -> [String] {
    try await ChildProcess.with("redis-cli", ["-p", "\(port)", "MONITOR"]) { monitor in
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
