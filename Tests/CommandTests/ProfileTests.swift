import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("Profiles")
struct ProfileTests {
  static let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 2)

  /// Runs `body` with a command that has no keys in its environment, and whose home folder has this config file.
  static func with(_ config: (MockServer) -> String, _ body: (Monitor, MockServer) async throws -> Void) async throws {
    try await UnseenTests.with(fleet: fleet) { monitor, mock in
      var monitor = monitor
      monitor.environment.updateValue(nil, forKey: "AWS_ACCESS_KEY_ID")
      monitor.environment.updateValue(nil, forKey: "AWS_SECRET_ACCESS_KEY")
      let folder = monitor.folder.appending(path: ".aws")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try config(mock).write(to: folder.appending(path: "config"), atomically: true, encoding: .utf8)
      try await body(monitor, mock)
    }
  }

  @Test("a sweep with a role, assumed with what a process prints, by --profile and by AWS_PROFILE")
  func sweep() async throws {
    let account = Self.fleet.accounts[0].id
    let config: (MockServer) -> String = { mock in
      """
      [profile ops]
      role_arn = arn:aws:iam::\(account):role/ops
      source_profile = login
      [profile login]
      credential_process = echo '{"Version":1,"AccessKeyId":"\(mock.accessKey)","SecretAccessKey":"\(mock.secretKey)"}'
      """
    }
    try await Self.with(config) { monitor, mock in
      var monitor = monitor
      let run = try await monitor.run("--profile", "ops")
      #expect(run.status == 0, "\(run.output) \(run.errors)")
      #expect(run.report?.targets.map(\.status) == ["ok"])
      #expect(mock.calls.filter { $0.operation == "AssumeRole" }.count == 1)
      monitor.environment["AWS_PROFILE"] = "login"
      #expect(try await monitor.run().status == 0)
      #expect(mock.calls.filter { $0.operation == "AssumeRole" }.count == 1)
    }
  }

  @Test("a profile that does not exist, or cannot work, is one line and exit 78")
  func broken() async throws {
    try await Self.with({ _ in "[profile ops]\nrole_arn = arn:aws:iam::1:role/x\n" }) { monitor, mock in
      let missing = try await monitor.run("--profile", "nobody")
      #expect(missing.status == 78)
      #expect(missing.lines.count == 1 && missing.errors.contains("--profile names profile \"nobody\""), "\(missing.errors)")
      let useless = try await monitor.run("--profile", "ops")
      #expect(useless.status == 78)
      #expect(useless.lines.count == 1 && useless.errors.contains("neither source_profile nor credential_source"), "\(useless.errors)")
      #expect(mock.calls.isEmpty)
    }
  }
}
