import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("explain")
struct ExplainTests {
  struct Explained: Decodable {
    struct Place: Decodable { let cluster: String }
    struct Rule: Decodable { let rule: String, facts: String, verdict: String?, reason: String? }
    let ec2_instance_id: String, registered_in: [Place], rules: [Rule], verdict: String?, reason: String?, detail: String?
  }

  static func explain(_ monitor: Monitor, _ instance: String, _ more: String...) async throws -> Explained {
    let run = try await monitor.operate(["explain", instance] + more)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Explained.self, from: Data(run.output.utf8))
  }

  @Test("says of one instance what every rule sees and which of them decides, and changes nothing")
  func explains() async throws {
    let fleet = MockFleet(accounts: 2, regions: 2, clusters: 2, instances: 8, disconnected: .count(1))
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet)
        let truth = try #require(mock.truth.first { !$0.agentConnected })
        let dead = truth.ec2InstanceID
        let first = try await Self.explain(monitor, dead)
        #expect(first.registered_in.map(\.cluster) == [truth.cluster] && first.rules.count == 15)
        #expect(first.verdict == "striking" && first.rules.first { $0.verdict != nil }?.rule == "run of strikes")

        #expect(try await monitor.run("--apply").status == 0)
        try await Monitor.passGap()
        let due = try await Self.explain(monitor, dead)
        #expect(due.verdict == "due" && due.rules.allSatisfy { $0.verdict == nil }, "\(due)")
        try mock.edit(dead) { $0.lifecycleState = "Standby" }
        let held = try await Self.explain(monitor, dead)
        #expect(held.reason == "not_in_service" && held.rules.contains { $0.reason == "not_in_service" && $0.rule.contains("in service") })

        let registrations = try mock.instances(account: truth.account, region: truth.region, cluster: truth.cluster)
        let healthy = try #require(registrations.first { $0.agentConnected }?.ec2InstanceID)
        let well = try await Self.explain(monitor, healthy)
        #expect(well.rules.isEmpty && well.verdict == nil)
        let text = try await monitor.run(command: "explain", [dead])
        #expect(
          text.output.contains("=>  in service in an Auto Scaling group")
            && text.output.contains("A sweep would say: held, not_in_service"), "\(text.output)")
        #expect(mock.mutations.isEmpty)
      }
    }
  }

  @Test("of an instance that is nowhere, or in a cluster that is not swept, says so")
  func nowhere() async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 8, disconnected: .count(1))
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        let truth = try #require(mock.truth.first { !$0.agentConnected })
        try monitor.write(#"{"accounts": [{"regions": ["us-east-1"], "clusters": ["!\#(truth.cluster)"]}]}"#)
        let excluded = try await monitor.operate(["explain", truth.ec2InstanceID])
        #expect(excluded.status == 64 && excluded.errors.contains("does not sweep"), "\(excluded.errors)")
        for wrong in ["i-0123456789abcdef0", "c0ffee"] {
          let run = try await monitor.operate(["explain", wrong])
          #expect(run.status == 64 && run.output.isEmpty, "\(run.errors)")
        }
        mock.add(MockFault(.accessDenied, operation: "DescribeInstances"))
        let refused = try await monitor.operate(["explain", truth.ec2InstanceID])
        #expect(refused.status == 2 && refused.lines.count == 1, "\(refused.errors)")
      }
    }
  }
}
