import Foundation
import MockAWS
import TestSupport
import Testing

/// The printed resources and conditions against the mock's log of what was called.
@Suite("The printed policies")
struct PolicyJudgeTests {
  private static let topic = "arn:aws:sns:us-east-1:111122223333:ecs-agents"

  private static func judge(_ monitor: Monitor, _ arguments: String...) async throws -> PolicyJudge {
    let run = try await monitor.run(command: "policy", arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try PolicyJudge(run.output)
  }

  /// Two accounts, the caller's own and one that is entered by its role. In both a dead instance is detached and cannot be terminated; one
  /// is released by a person, the other finished by the next sweep.
  private static func everything(_ body: (Monitor, MockServer, MockFleet) async throws -> Void) async throws {
    var fleet = MockFleet(accounts: 2, regions: 1, clusters: 1, instances: 12, disconnected: .count(1))
    fleet.topics = [topic]
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet, policy: ["per_sweep": 2], topic: topic)
        #expect(try await monitor.run("--apply").status == 0)
        try await Monitor.passGap()
        mock.add(MockFault(.refuse(code: "OperationNotPermitted", message: "not now", status: 400), operation: "TerminateInstances"))
        let dead = mock.truth.filter { !$0.agentConnected }
        #expect(dead.count == 2)
        #expect(try await monitor.run("--apply").status == 4)
        mock.clearFaults()
        let alive = try #require(dead.first?.ec2InstanceID)
        try mock.edit(alive) { $0.agentConnected = true }
        let released = try await monitor.operate(["journal", "release", alive])
        #expect(released.status == 0, "\(released.errors)")
        try await Monitor.passGap()
        let last = try await monitor.run("--apply")
        #expect(last.status == 0, "\(last.output)")
        try await body(monitor, mock, fleet)
      }
    }
  }

  @Test("allow each call with its resources and its tags, and no statement of theirs is idle")
  func allow() async throws {
    try await Self.everything { monitor, mock, fleet in
      var caller = try await Self.judge(monitor, "--for", "caller")
      var member = try await Self.judge(monitor)
      // The mock knows nothing of what was refused by a fault but its name.
      for call in mock.calls where call.fault == nil {
        let isAllowed = call.account == fleet.callerAccount ? caller.allows(call) : member.allows(call)
        #expect(isAllowed, "\(call.service):\(call.operation) on \(call.resources) in \(call.account)")
      }
      let all = Set((caller.policy.Statement + member.policy.Statement).map(\.Sid))
      #expect(caller.used.union(member.used) == all)
      #expect(all.count == 8)
    }
  }

  @Test("of another installation allow none of the calls that need its tag, and no instance without the tag is terminated")
  func refuse() async throws {
    try await Self.everything { monitor, mock, fleet in
      var untagged = try await Self.judge(monitor)
      let configuration = try String(contentsOfFile: monitor.clusters, encoding: .utf8)
      try monitor.write(
        configuration.replacingOccurrences(of: "{\n  \"accounts\"", with: "{\n  \"installation\": \"blue\",\n  \"accounts\""))
      var blue = try await Self.judge(monitor)
      let needTag = Set(["CreateTags", "TerminateInstances", "DeleteTags"])
      var seen: Set<String> = []
      for call in mock.calls where needTag.contains(call.operation) && call.fault == nil {
        seen.insert(call.operation)
        let byBlue = blue.allows(call)
        #expect(!byBlue, "\(call.operation) on \(call.resources)")
        guard call.operation == "TerminateInstances" else { continue }
        let withoutTag = untagged.allows(call)
        #expect(!withoutTag, "\(call.resources)")
      }
      #expect(seen == needTag)
    }
  }
}
