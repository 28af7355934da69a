import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Network
import Testing

/// The store is lost in the middle of a sweep.
@Suite("A store that fails")
struct StoreFailureTests {
  private static let lost = StoreError(.unavailable, "the connection was lost")

  @Test("before strikes are confirmed: nothing is remediated on them, and the sweep says so", arguments: [StoreCall.open, .recall, .count])
  func unconfirmed(call: StoreCall) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      for _ in 1...2 {
        let report = try await bench.sweep { made throws(StoreError) in if made == call { throw Self.lost } }
        #expect(report.verdicts == ["held strikes_unknown"])
        #expect(report.failures.contains { $0.contains("memory") && $0.contains("the connection was lost") }, "\(report.failures)")
        #expect(report.exitStatus == 1)
        #expect(report.targets.map(\.disconnected) == [0, 0, 1], "what was seen is reported all the same")
      }
      #expect(bench.mutated().isEmpty)
      _ = try await bench.sweep()
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test(
    "before a step: the step is not begun, and the next sweep goes on",
    arguments: [
      (StoreCall.claim, 0), (.journal(.tag), 0), (.journal(.detach), 1), (.journal(.terminate), 2), (.journal(.deregister), 3),
      (.settle, 4),
    ])
  func betweenSteps(call: StoreCall, done: Int) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { made throws(StoreError) in if made == call { throw Self.lost } }
      #expect(bench.steps(of: dead.ec2InstanceID) == Array(SweepBench.allSteps.prefix(done)))
      #expect(report.exitStatus == 1)
      #expect(report.failures.contains { $0.contains("the connection was lost") })
      #expect(report.unfinished.map(\.ec2Instance) == ((1...3).contains(done) ? [dead.ec2InstanceID] : []))

      let next = try await bench.sweep()
      #expect(next.exitStatus == 0)
      #expect(Set(bench.steps(of: dead.ec2InstanceID)) == Set(SweepBench.allSteps))
      #expect(bench.mutated()["DetachInstances"] == [dead.ec2InstanceID: 1])
      #expect(try await bench.sweep().instances.isEmpty)
    }
  }

  private struct Calls {
    var made = 0
    var confirmed = 0
  }

  @Test("at each call in turn, and at all that follow: never does anything a sound store would not have confirmed")
  func eachInTurn() async throws {
    for failing in 1...16 {
      try await SweepBench.with { bench in
        let dead = bench.dead
        let calls = Lock(Calls())
        for _ in 1...4 {
          _ = try await bench.sweep { call throws(StoreError) in
            let isLost = calls.withLock { calls in
              calls.made += 1
              if calls.made >= failing { return true }
              if call == .count { calls.confirmed += 1 }
              return false
            }
            if isLost { throw Self.lost }
          }
        }
        let confirmed = calls.withLock { $0.confirmed }
        let report = try await bench.sweep { _ throws(StoreError) in throw Self.lost }
        #expect(report.exitStatus == 1)
        let begun = bench.mock.truth.filter { $0.tags[RemediationTag.key] != nil && $0.ec2State == "running" }
        #expect(begun.allSatisfy { instance in report.unfinished.contains { $0.ec2Instance == instance.ec2InstanceID } })
        let changed = Set(bench.mutated().values.flatMap(\.keys))
        #expect(confirmed >= 2 ? changed.isSubset(of: dead) : changed.isEmpty)
      }
    }
  }
}
