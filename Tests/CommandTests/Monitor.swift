import Foundation
import MockAWS
import TestSupport

/// The command as a process, as a user runs it.
struct Monitor: Sendable {
  /// What one run said and how it ended.
  struct Run: Sendable {
    let status: Int
    let output: String
    let errors: String
    /// From start to end.
    let length: Duration

    /// The JSON report; nil where standard output is none.
    var report: Report? {
      do { return try JSONDecoder().decode(Report.self, from: Data(output.utf8)) } catch { return nil }
    }

    /// What it said on standard error, line by line.
    var lines: [String] { errors.split(separator: "\n").map(String.init) }
  }

  /// Variables the run gets; everything of AWS's that the test's own environment holds is removed.
  var environment: [String: String?]
  /// Where clusters.json and the file store are.
  let folder: URL

  /// The executable beside the test bundle.
  static var program: String {
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("ecs-agent-monitor").path
  }

  init(folder: URL, endpoint: String? = nil, accessKey: String = "AKIDTEST", secretKey: String = "secret") {
    self.folder = folder
    var environment: [String: String?] = [:]
    for name in ProcessInfo.processInfo.environment.keys {
      let isOurs = name.hasPrefix("AWS_") || name.hasPrefix("ECS_AGENT_MONITOR_") || name == "REDIS_URL" || name == "NO_COLOR"
      if isOurs || name.lowercased().hasSuffix("_proxy") { environment.updateValue(nil, forKey: name) }
    }
    environment["AWS_ACCESS_KEY_ID"] = accessKey
    environment["AWS_SECRET_ACCESS_KEY"] = secretKey
    environment["AWS_REGION"] = "us-east-1"
    // No profile of whoever runs the tests, and nothing link-local.
    environment["HOME"] = folder.path
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    // Nobody listens there: a test that forgets its endpoint fails at once, instead of asking the real AWS.
    environment["AWS_ENDPOINT_URL"] = endpoint ?? "http://127.0.0.1:9"
    self.environment = environment
  }

  init(folder: URL, mock: MockServer) {
    self.init(folder: folder, endpoint: mock.url, accessKey: mock.accessKey, secretKey: mock.secretKey)
  }

  var clusters: String { folder.appendingPathComponent("clusters.json").path }

  func write(_ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: clusters))
  }

  /// Writes a clusters.json for every account and Region of `fleet`: the caller's own directly, the others by their role.
  ///
  /// - Parameters:
  ///   - policy: over a policy that lets sweeps follow each other within seconds.
  ///   - store: nil leaves it out.
  func write(_ fleet: MockFleet, policy: [String: Any] = [:], store: String? = "file:strikes.json", topic: String? = nil) throws {
    let quick: [String: Any] = [
      "min_disconnected": "0s", "min_gap": "1s", "startup_grace": "0s", "max_disconnected": "50%", "lone_min_disconnected": "0s",
    ]
    let accounts = fleet.accounts.map { account in
      var entry: [String: Any] = ["account_id": account.id, "regions": account.regions.map(\.name)]
      if account.id != fleet.callerAccount { entry["role"] = "ecs-agent-monitor" }
      if let externalID = account.externalID { entry["external_id"] = externalID }
      return entry
    }
    var document: [String: Any] = ["policy": quick.merging(policy) { $1 }, "accounts": accounts]
    if let store { document["store"] = store }
    if let topic { document["notify"] = ["sns_topic_arn": topic] }
    try JSONSerialization.data(withJSONObject: document, options: [.prettyPrinted, .sortedKeys]).write(to: URL(fileURLWithPath: clusters))
  }

  /// The names of the files beside and including clusters.json.
  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  /// Runs to the end and gives JSON.
  func run(_ arguments: String...) async throws -> Run {
    try await run(arguments)
  }

  /// Runs to the end and gives JSON.
  func run(_ arguments: [String]) async throws -> Run {
    try await start(arguments) { try await Self.ended($0) }
  }

  /// Runs another command than `sweep` to the end.
  func run(command: String, _ arguments: [String] = []) async throws -> Run {
    try await ChildProcess.with(Self.program, [command, "--clusters", clusters] + arguments, environment: environment) {
      try await Self.ended($0)
    }
  }

  /// Starts a run that gives JSON, and kills it when `body` ends.
  func start<Result>(_ arguments: [String], _ body: (ChildProcess) async throws -> Result) async throws -> Result {
    try await ChildProcess.with(Self.program, ["--clusters", clusters, "--format", "json"] + arguments, environment: environment, body)
  }

  /// Waits until the next sweep may count: `min_gap` is a second here, and AWS's dates, which time is taken from, are whole seconds.
  static func passGap() async throws {
    try await Task.sleep(for: .milliseconds(2100))
  }

  /// Waits for the end of a run.
  static func ended(_ process: ChildProcess, within limit: Duration = .seconds(60)) async throws -> Run {
    let began = ContinuousClock.now
    let status = try await process.exitStatus(within: limit)
    return Run(status: status, output: process.output, errors: process.errors, length: .now - began)
  }
}
