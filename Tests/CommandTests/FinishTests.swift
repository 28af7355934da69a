import MockAWS
import TestSupport
import Testing

@Suite("journal finish")
struct FinishTests {
  @Test("ends the one remediation that it is asked for, by the rules of a sweep, and touches nothing else")
  func one() async throws {
    try await ReleaseTests.begun(clusters: 2) { monitor, mock, dead in
      let others = try await ReleaseTests.journal(monitor).map(\.ec2_instance_id).filter { $0 != dead }
      #expect(others.count == 1)
      let before = mock.mutations.count
      try await Monitor.passGap()
      let run = try await monitor.operate(["journal", "finish", dead])
      #expect(run.status == 0 && run.errors.contains("\(dead): as arn:aws:"), "\(run.errors)\(run.output)")
      #expect(run.report?.instances.map(\.ec2_instance_id) == [dead] && run.report?.instances.map(\.isRemediated) == [true])
      #expect(mock.mutations.dropFirst(before).map(\.operation) == ["TerminateInstances", "DeregisterContainerInstance"])
      #expect(try await ReleaseTests.journal(monitor).map(\.ec2_instance_id) == others)
    }
  }

  @Test("of an instance whose agent is connected again says that it is stranded, and ends nothing")
  func stranded() async throws {
    try await ReleaseTests.begun { monitor, mock, dead in
      try mock.edit(dead) { $0.agentConnected = true }
      let before = mock.mutations.count
      try await Monitor.passGap()
      let run = try await monitor.operate(["journal", "finish", dead])
      #expect(run.status == 4 && run.report?.unfinished.map(\.stranded) == [true], "\(run.errors)\(run.output)")
      #expect(mock.mutations.count == before)
    }
  }

  @Test("finds nothing to finish of an instance that was not begun, is healthy, or is nowhere")
  func nothing() async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 8, disconnected: .count(1))
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet)
        #expect(try await monitor.run("--apply").status == 0)
        let dead = try #require(mock.truth.first { !$0.agentConnected }?.ec2InstanceID)
        let registrations = try mock.instances(
          account: MockFleet.accountID(0), region: "us-east-1", cluster: try mock.instance(dead).cluster)
        let healthy = try #require(registrations.first { $0.agentConnected }?.ec2InstanceID)
        try await Monitor.passGap()
        for wrong in [dead, healthy, "i-0123456789abcdef0", "c0ffee"] {
          let run = try await monitor.operate(["journal", "finish", wrong])
          #expect(run.status == 64 && run.output.isEmpty, "\(wrong): \(run.errors)\(run.output)")
          if wrong == dead { #expect(run.lines.count == 1 && run.errors.contains("not begun"), "\(run.errors)") }
          try await Monitor.passGap()
        }
        #expect(mock.mutations.isEmpty)
      }
    }
  }
}
