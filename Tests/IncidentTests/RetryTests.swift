import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Testing

@testable import ClusterSweepTests

/// A sweep that comes twice, and time that does not go on as it should. Eight sweeps at once are in `ClusterSweepTests/ConcurrentSweepsTests`.
@Suite("Sweeps again, and clocks that jump")
struct RetryTests {
  /// Lambda calls a function that failed once more, with the same event, a minute later and two minutes after that (Lambda developer guide,
  /// "Asynchronous invocation").
  @Test("a retry two minutes after a sweep that died before it acted does not count again, and acts once")
  func lambdaRetry() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      _ = try await bench.sweep(id: "first")
      _ = try? await bench.sweep(id: "second") { (call) throws(StoreError) in
        if call == .claim { throw StoreError(.unavailable, "the function was ended") }
      }
      #expect(bench.mutated().isEmpty)
      let retry = try await bench.sweep(after: 2, id: "second")
      #expect(retry.instances.map(\.strikes) == [2])
      _ = try await bench.sweep(after: 2, id: "second")
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
    }
  }

  @Test("a retry two minutes after the very first sweep is no second strike")
  func firstRetried() async throws {
    try await SweepBench.with(policy: SweepBench.overrides([.minDisconnected: "1s", .minGap: "1s"])) { bench in
      for _ in 1...5 {
        let report = try await bench.sweep(after: 2, id: "first")
        #expect(report.instances.map(\.strikes) == [1])
      }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("a clock that jumps ahead by a day, or back by an hour, makes nothing older than it is", arguments: [1440.0, -60])
  func jumps(minutes: Double) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      for _ in 1...4 {
        _ = try await bench.sweep(after: minutes)
        #expect(bench.mutated().isEmpty)
      }
      for _ in 1...4 { _ = try await bench.sweep() }
      #expect(bench.steps(of: dead) == SweepBench.allSteps)
    }
  }
}
