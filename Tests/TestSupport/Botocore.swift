public import Foundation

/// botocore, asked by scripts of the tests: what AWS's own code says is right.
public enum Botocore {
  /// The folder of `Package.swift`.
  public static let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A python that has botocore: `ECS_AGENT_MONITOR_PYTHON`, else that of the package's `.venv`; nil where there is none.
  public static let python: String? = {
    let python = ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_PYTHON"] ?? package.appending(path: ".venv/bin/python").path
    return FileManager.default.isExecutableFile(atPath: python) ? python : nil
  }()

  /// Why a test is skipped where there is none.
  public static let missing = "no python with botocore: `make test-tools` makes .venv, or set ECS_AGENT_MONITOR_PYTHON"

  /// What a script of the package prints; a failure throws with what it says.
  public static func run(_ script: String, _ arguments: [String] = []) async throws -> String {
    guard let python else { throw LoopbackError(missing) }
    return try await ChildProcess.run(python, [package.appending(path: script).path] + arguments)
  }

  /// Asks a script that reads a JSON file and prints one JSON value a line.
  public static func ask<Question: Encodable, Answer: Decodable>(
    _ script: String, _ questions: [Question], as type: Answer.Type
  ) async throws -> [Answer] {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "questions.json")
      try JSONEncoder().encode(questions).write(to: file)
      return try decode(try await run(script, [file.path]), as: type)
    }
  }

  /// One JSON value a line.
  public static func decode<Answer: Decodable>(_ lines: String, as type: Answer.Type) throws -> [Answer] {
    try lines.split(separator: "\n").map { try JSONDecoder().decode(type, from: Data($0.utf8)) }
  }
}
