import Foundation
import TestSupport

/// The command as a process, as a user runs it.
struct Monitor {
  /// What one run said and how it ended.
  struct Run {
    let status: Int
    let output: String
    let errors: String

    /// The JSON report; nil where standard output is none.
    var report: Report? {
      do { return try JSONDecoder().decode(Report.self, from: Data(output.utf8)) } catch { return nil }
    }
  }

  /// The parts of the JSON report that tests look at.
  struct Report: Decodable {
    struct Target: Decodable { let account_id: String, region: String?, cluster: String?, status: String, observed: Int, disconnected: Int }
    struct Step: Decodable { let step: String, result: String }
    struct Instance: Decodable {
      let account_id: String, region: String, cluster: String, container_instance_id: String, ec2_instance_id: String
      let strikes: Int, verdict: String, reason: String, steps: [Step]
    }
    struct Unfinished: Decodable { let ec2_instance_id: String, status: String }
    let sweep_id: String, mode: String, targets: [Target], instances: [Instance], unfinished: [Unfinished], failures: [String]
  }

  /// Variables the run gets; everything of AWS's that the test's own environment holds is removed.
  var environment: [String: String?]
  /// Where relative paths start: the folder of clusters.json.
  let folder: URL

  /// The executable beside the test bundle.
  static var program: String {
    Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("ecs-agent-monitor").path
  }

  init(folder: URL, endpoint: String? = nil, accessKey: String = "AKIDTEST", secretKey: String = "secret") {
    self.folder = folder
    var environment: [String: String?] = [:]
    for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("AWS_") || name == "REDIS_URL" {
      environment.updateValue(nil, forKey: name)
    }
    environment["AWS_ACCESS_KEY_ID"] = accessKey
    environment["AWS_SECRET_ACCESS_KEY"] = secretKey
    environment["AWS_REGION"] = "us-east-1"
    // A wrong endpoint fails at once, instead of asking the real AWS.
    environment["AWS_ENDPOINT_URL"] = endpoint ?? "http://127.0.0.1:9"
    self.environment = environment
  }

  var clusters: String { folder.appendingPathComponent("clusters.json").path }

  func write(_ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: clusters))
  }

  /// Runs to the end and gives JSON.
  func run(_ arguments: String...) async throws -> Run {
    try await ChildProcess.with(Self.program, ["--clusters", clusters, "--format", "json"] + arguments, environment: environment) {
      process in
      let status = try await process.exitStatus()
      return Run(status: status, output: process.output, errors: process.errors)
    }
  }
}
