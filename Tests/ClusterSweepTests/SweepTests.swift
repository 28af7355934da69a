import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@Suite("A sweep")
struct SweepTests {
  static let fleet = MockFleet(
    accounts: [
      MockFleet.Account(
        "111122223333",
        regions: [
          MockFleet.Region(
            "us-east-1",
            clusters: [
              MockFleet.Cluster("web", instances: 10, disconnected: .count(2)), MockFleet.Cluster("batch", instances: 4),
            ])
        ])
    ])

  @Test("in plan mode sees the disconnected, and changes nothing")
  func plan() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      for _ in 1...3 {
        let report = try await bench.sweep(.plan)
        #expect(report.failures.isEmpty)
        #expect(report.targets.map(\.status) == [.ok, .ok])
        #expect(report.targets.map(\.observed) == [4, 10])
        #expect(report.targets.map(\.disconnected) == [0, 2])
        #expect(report.instances.map(\.ruling.verdict) == [.striking, .striking])
        #expect(report.instances.map(\.strikes) == [1, 1])
      }
      #expect(bench.mock.mutations.isEmpty)
      #expect(bench.mock.messages.isEmpty)
    }
  }

  @Test("strikes first, then replaces one instance after the other, within its budgets")
  func replaces() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let dead = Set(bench.mock.truth.filter { !$0.agentConnected }.map(\.ec2InstanceID))
      let first = try await bench.sweep()
      #expect(first.instances.map(\.ruling.verdict) == [.striking, .striking])
      #expect(bench.mock.mutations.isEmpty)

      let second = try await bench.sweep()
      #expect(Set(second.instances.map(\.ruling.verdict)) == [.due, .deferred])
      let replaced = try #require(second.instances.first { $0.ruling.verdict == .due })
      #expect(replaced.steps.map(\.step) == [.tag, .detach, .terminate, .deregister])
      #expect(replaced.isRemediated)
      #expect(second.exitStatus == 0)

      let third = try await bench.sweep()
      #expect(third.instances.map(\.ruling.verdict) == [.due])
      #expect(bench.mutated()["TerminateInstances"] == dead)
      #expect(bench.mutated()["DetachInstances"] == dead)

      let last = try await bench.sweep()
      #expect(last.instances.isEmpty)
      #expect(last.targets.map(\.observed) == [4, 10], "each was replaced")
      #expect(bench.mock.messages.count == 5, "a digest, then twice an intent and a digest")
    }
  }

  @Test("that sees an agent reconnect takes its strikes away")
  func recovers() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      _ = try await bench.sweep()
      for instance in bench.mock.truth where !instance.agentConnected {
        try bench.mock.edit(instance.ec2InstanceID) { $0.agentConnected = true }
      }
      #expect(try await bench.sweep().instances.isEmpty)
      for instance in try bench.mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").prefix(2) {
        try bench.mock.edit(instance.ec2InstanceID) { $0.agentConnected = false }
      }
      #expect(try await bench.sweep().instances.map(\.strikes) == [1, 1])
    }
  }

  @Test("with the ID of an earlier one does not count again")
  func sameID() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      for _ in 1...3 {
        let report = try await bench.sweep(id: "same")
        #expect(report.instances.map(\.strikes) == [1, 1])
      }
      #expect(bench.mock.mutations.isEmpty)
    }
  }

  @Test("lets the next one go on at once with what it has to leave")
  func leaves() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      _ = try await bench.sweep()
      bench.mock.add(MockFault(.refuse(code: "InternalError", message: "no", status: 400), operation: "TerminateInstances", times: 1))
      let failed = try await bench.sweep()
      #expect(failed.exitStatus == 4)
      let left = try #require(failed.unfinished.first?.ec2Instance)
      #expect(failed.unfinished.count == 1)
      // Sooner than its claim would have run out.
      let next = try await bench.sweep(after: 2)
      let row = try #require(next.instances.first { $0.ec2Instance == left })
      #expect(row.isRemediated, "\(row.ruling)")
      #expect(row.steps.map(\.step) == [.terminate, .deregister])
      #expect(next.unfinished.isEmpty)
    }
  }

  @Test("holds a cluster where too much is disconnected, and goes on counting")
  func brake() async throws {
    try await SweepBench.with(Self.fleet, policy: SweepBench.overrides([.maxDisconnected: "10%"])) { bench in
      for strikes in 1...4 {
        let report = try await bench.sweep()
        #expect(report.instances.map(\.strikes) == [strikes, strikes])
        if strikes > 1 {
          #expect(report.instances.map(\.ruling.reason) == [.brake, .brake])
          #expect(report.exitStatus == 3)
        }
      }
      #expect(bench.mock.mutations.isEmpty)
    }
  }
}
