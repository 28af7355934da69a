import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Network
import Testing

/// What plan and warn never do.
@Suite("A mode that does not act")
struct ModeTests {
  @Test("plan says what is due, with sessions that could not change anything, and writes nothing")
  func plan() async throws {
    try await SweepBench.with { bench in
      _ = try await bench.sweep()
      let calls = Switch()
      for _ in 1...2 {
        let report = try await bench.sweep(.plan) { if ![.open, .recall, .pauses, .replacements].contains($0) { calls.turn(true) } }
        #expect(report.verdicts == ["due disconnected"])
        #expect(report.instances.map(\.strikes) == [2])
        #expect(report.steps == [])
        #expect(report.exitStatus == 0)
      }
      #expect(!calls.isOn, "a plan neither counts nor claims")
      #expect(bench.mutated().isEmpty)
      #expect(bench.mock.messages.count == 1, "of the first sweep")
    }
  }

  @Test("plan and warn assume roles with the read-only policy, apply without", arguments: SweepMode.allCases)
  func sessions(mode: SweepMode) async throws {
    let policies = Lock<[String]>([])
    var options = MockOptions()
    options.rewrite = { call, request, _ in
      if call.operation == "AssumeRole" { policies.withLock { $0.append(request) } }
      return nil
    }
    try await SweepBench.with(options: options) { bench in
      _ = try await bench.sweep(mode, store: bench.emptyStore())
      let requests = policies.withLock { $0 }
      #expect(requests.count == 1)
      #expect(requests.allSatisfy { $0.contains("&Policy=") == (mode != .apply) })
    }
  }

  @Test("warn counts in its own store, says what is due, and never acts")
  func warn() async throws {
    try await SweepBench.with { bench in
      let apart = bench.emptyStore()
      for strikes in 1...4 {
        let report = try await bench.sweep(.warn, store: apart)
        #expect(report.instances.map(\.strikes) == [strikes])
        #expect(report.verdicts == [strikes == 1 ? "striking strikes" : "due disconnected"])
        #expect(report.steps == [])
      }
      #expect(bench.mutated().isEmpty)
      #expect(try await bench.sweep().instances.map(\.strikes) == [1], "apply knows nothing of what warn counted")
    }
  }
}
