import Foundation
import TestSupport
import Testing

/// Against moto, an AWS mock that this project did not write, which verifies signatures and permissions.
@Suite("Against moto with authentication on")
struct MotoTests {
  struct Fleet: Decodable {
    let endpoint: String, control: String, topic: String, access_key_id: String, secret_access_key: String
  }

  struct Instance: Decodable, Equatable {
    let region: String, ec2: String, cluster: String?, connected: Bool?, group: String?, tags: [String: String]
  }

  /// The test tools' Python in the package's folder, which `make test-tools` fills.
  static let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".venv/bin/python").path

  static func get<Value: Decodable>(_ url: String, as _: Value.Type) async throws -> Value {
    let text = try await ChildProcess.run("curl", ["-sS", "--noproxy", "*", url])
    return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  @Test(
    "sweeps strike, then replace exactly the disconnected instances, and the queue holds the message",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "make test-tools installs moto into .venv"),
    arguments: [
      ("full", "detach", ["tag", "detach", "terminate", "deregister"]),
      ("filtered", "detach", ["tag", "detach", "terminate", "deregister"]),
      ("full", "asg", ["tag", "terminate_in_group", "deregister"]),
    ])
  func replacesTheDisconnected(scan: String, method: String, steps: [String]) async throws {
    let script = try #require(Bundle.module.url(forResource: "moto_fleet", withExtension: "py")).path
    try await ChildProcess.with(Self.python, [script]) { moto in
      try await moto.waitForOutput("\n", within: .seconds(120))
      let fleet = try JSONDecoder().decode(Fleet.self, from: Data(moto.output.utf8))
      let before = try await Self.get("\(fleet.control)/state", as: [String: Instance].self)
      let dead = before.filter { $0.value.connected == false }
      #expect(dead.count == 4)

      try await withTemporaryFolder { folder in
        let monitor = Monitor(
          folder: folder, endpoint: fleet.endpoint, accessKey: fleet.access_key_id, secretKey: fleet.secret_access_key)
        try monitor.write(
          """
          {
            "store": "file:strikes.json",
            "notify": { "sns_topic_arn": "\(fleet.topic)" },
            "policy": { "min_disconnected": "0s", "min_gap": "1s", "startup_grace": "0s", "max_disconnected": "50%", "scan": "\(scan)",
              "method": "\(method)" },
            "accounts": [ { "account_id": "123456789012", "regions": ["us-east-1", "eu-west-1"] } ]
          }
          """)

        let plan = try await monitor.run()
        #expect(plan.status == 0, "\(plan.errors) \(plan.output)")
        // moto takes the filter and lists everything; it says so itself by describing them as connected.
        let warnings = try #require(plan.report).warnings
        #expect(warnings.count == (scan == "full" ? 0 : 2), "\(warnings)")
        let words = "2 of the 3 instances that the filter found are connected; 2 clusters are read in full"
        #expect(warnings.allSatisfy { $0.hasSuffix(words) })
        #expect(try #require(plan.report).targets.allSatisfy { $0.scan == "full" && $0.observed == 3 && $0.disconnected == 1 })
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["clusters.json"], "a plan writes nothing")

        let first = try await monitor.run("--apply")
        #expect(first.status == 0, "\(first.errors) \(first.output)")
        #expect(try #require(first.report).instances.map(\.verdict) == Array(repeating: "striking", count: 4))
        #expect(try #require(first.report).instances.map(\.strikes) == [1, 1, 1, 1], "\(first.output)")
        #expect(try await Self.get("\(fleet.control)/state", as: [String: Instance].self) == before)

        try await Monitor.passGap()
        let second = try await monitor.run("--apply")
        #expect(second.status == 0, "\(second.errors) \(second.output)")
        let report = try #require(second.report)
        #expect(Set(report.instances.map(\.ec2_instance_id)) == Set(dead.keys))
        for instance in report.instances {
          #expect(instance.steps.map(\.step) == steps)
        }

        let after = try await Self.get("\(fleet.control)/state", as: [String: Instance].self)
        for (id, instance) in before {
          let now = try #require(after[id])
          if dead[id] == nil {
            #expect(now == instance, "\(id) was connected and is untouched")
          } else {
            #expect(now.ec2 == "terminated" && now.group == nil && now.cluster == nil, "\(id): \(now)")
            #expect(now.tags["ecs-agent-monitor:remediation"] == "default/\(report.sweep_id)")
          }
        }
        #expect(after.count == before.count + dead.count, "each group launched a replacement")

        let messages = try await Self.get("\(fleet.control)/messages", as: [Message].self)
        for id in dead.keys { #expect(messages.contains { $0.Message.contains(id) }) }
        #expect(messages.allSatisfy { $0.TopicArn == fleet.topic })

        let last = try await monitor.run()
        #expect(last.status == 0)
        #expect(try #require(last.report).instances.isEmpty)
      }
    }
  }

  struct Message: Decodable { let TopicArn: String, Subject: String?, Message: String }
}
