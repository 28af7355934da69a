import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("ecs-agent-monitor policy")
struct PolicyTests {
  struct Document: Decodable {
    struct Allowed: Decodable { let Action: [String] }
    let Statement: [Allowed]
    var actions: [String] { Statement.flatMap(\.Action) }
  }

  static func actions(_ monitor: Monitor, _ arguments: String...) async throws -> [String] {
    let run = try await monitor.run(command: "policy", arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Document.self, from: Data(run.output.utf8)).actions
  }

  @Test("prints for members and for the caller what clusters.json turns on, and calls nobody")
  func prints() async throws {
    let fleet = MockFleet(accounts: 2, regions: 1, clusters: 1, instances: 2)
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet, topic: "arn:aws:sns:us-east-1:111122223333:ecs-agents")
        let member = try await Self.actions(monitor)
        #expect(member.contains("ec2:TerminateInstances") && !member.contains("sts:AssumeRole"))
        #expect(try await Self.actions(monitor, "--mode", "plan").allSatisfy { !$0.contains("Terminate") })
        #expect(try await Self.actions(monitor, "--for", "caller", "-a", "2222*") == ["sts:AssumeRole", "sns:Publish"])
        #expect(mock.calls.isEmpty)
      }
    }
  }

  static let refusals: [(arguments: [String], words: String)] = [
    (["--trust"], "--trust needs --principal"), (["--principal", "111122223333"], "--principal is for --trust only"),
    (["--trust", "--principal", "somebody"], "expected an account's 12 digits or the ARN"),
    (["--organization-id", "o-exampleorgid"], "--organization-id is for --trust only"),
    (["--trust", "--principal", "111122223333", "--organization-id", "r-1"], "expected o- and"),
    (["-a", "1111*"], "no account names a role"), (["-a", "9*"], "matches no account"), (["--mode", "destroy"], "--mode"),
  ]

  @Test("says what cannot be printed, as a usage error", arguments: refusals.indices)
  func refuses(_ index: Int) async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(MockFleet(accounts: 2, regions: 1, clusters: 1, instances: 2))
      let run = try await monitor.run(command: "policy", Self.refusals[index].arguments)
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(Self.refusals[index].words), "\(run.errors)")
    }
  }

  @Test("never prints an external ID, and says so")
  func externalID() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(
        """
        { "accounts": [ { "role": "arn:aws:iam::222233334444:role/monitor", "external_id": "b3f1c0de", "regions": ["us-east-1"] } ] }
        """)
      let run = try await monitor.run(command: "policy", ["--trust", "--principal", "111122223333"])
      #expect(run.status == 0)
      #expect(run.output.contains("EXTERNAL_ID") && !run.output.contains("b3f1c0de"))
      #expect(run.errors.contains("EXTERNAL_ID stands for") && !run.errors.contains("b3f1c0de"))
    }
  }
}
