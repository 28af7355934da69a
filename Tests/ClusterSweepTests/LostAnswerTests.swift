import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// Changes that were carried out and whose answer never came.
@Suite("A lost answer")
struct LostAnswerTests {
  private static let kinds: [MockFault.Kind] = [.cut, .truncate, .garble, .statusAfter(500), .statusAfter(503)]

  @Test("does not derail a remediation", arguments: SweepBench.allSteps, kinds)
  func once(operation: String, kind: MockFault.Kind) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      bench.mock.add(MockFault(kind, operation: operation, times: 1))
      let report = try await bench.sweep()
      #expect(report.instances.map(\.isRemediated) == [true])
      #expect(report.exitStatus == 0)
      #expect(Set(bench.steps(of: dead.ec2InstanceID)) == Set(SweepBench.allSteps))
      #expect(bench.mutated()["DetachInstances"] == [dead.ec2InstanceID: 1])
      let last = try await bench.sweep()
      #expect(last.instances.isEmpty && last.unfinished.isEmpty)
      #expect(last.totals.observed == 16)
    }
  }

  @Test("at every attempt ends the sweep's work on the instance, and the next sweep ends it", arguments: SweepBench.allSteps)
  func always(operation: String) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      bench.mock.add(MockFault(.cut, operation: operation))
      let report = try await bench.sweep()
      #expect(report.exitStatus == 4)
      #expect(report.steps.last?.hasSuffix(" failed") == true)
      bench.mock.clearFaults()
      let next = try await bench.sweep()
      #expect(next.exitStatus == 0)
      #expect(Set(bench.steps(of: dead.ec2InstanceID)) == Set(SweepBench.allSteps))
      #expect(bench.mutated()["DetachInstances"] == [dead.ec2InstanceID: 1])
      #expect(bench.mutated()["DeregisterContainerInstance"] == [dead.ec2InstanceID: 1])
      #expect(try await bench.sweep().totals.observed == 16)
    }
  }
}
