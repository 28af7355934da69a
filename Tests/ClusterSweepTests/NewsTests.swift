import AgentHealth
import FailureStore
import MockAWS
import Testing

@Suite("People are told what changed")
struct NewsTests {
  @Test("a state is told when it begins, when it changes and when it ends, and not at every sweep")
  func changes() async throws {
    try await SweepBench.with { bench in
      let dead = try #require(bench.dead.first)
      try bench.mock.edit(dead) { $0.lifecycleState = "Standby" }
      var told: [Int] = []
      for _ in 1...4 {
        _ = try await bench.sweep()
        told.append(bench.mock.messages.count)
      }
      #expect(told == [1, 2, 2, 2], "struck, then held; after that nothing is new")
      try bench.mock.edit(dead) { $0.agentConnected = true }
      for _ in 1...2 { _ = try await bench.sweep() }
      let last = try #require(bench.mock.messages.last)
      #expect(
        bench.mock.messages.count == 3 && last.body.contains("\(dead) of cluster web") && last.body.contains("was held, not_in_service"))
      #expect(last.attributes["event"] == "digest" && last.attributes["accounts"] == "[\"\(SweepBench.account)\"]")
    }
  }

  @Test("what could not be sent is told by the next sweep")
  func unsent() async throws {
    try await SweepBench.with { bench in
      bench.mock.add(MockFault(.accessDenied, operation: "Publish"))
      #expect(try await bench.sweep().exitStatus == 4)
      bench.mock.clearFaults()
      let dead = try #require(bench.dead.first)
      try bench.mock.edit(dead) { $0.lifecycleState = "Standby" }
      _ = try await bench.sweep()
      _ = try await bench.sweep()
      #expect(bench.mock.messages.count == 1)
    }
  }

  @Test("a sweep that finishes one instance says nothing of the others, and forgets nothing that was told of them")
  func finishing() async throws {
    try await SweepBench.with(ReplacementTests.fleet) { bench in
      for id in bench.dead { try bench.mock.edit(id) { $0.lifecycleState = "Standby" } }
      for _ in 1...2 { _ = try await bench.sweep() }
      let before = bench.mock.messages.count
      _ = try await bench.sweep(finishing: "i-0123456789abcdef0")
      #expect(bench.mock.messages.count == before, "\(bench.mock.messages.last?.body ?? "")")
      _ = try await bench.sweep()
      #expect(bench.mock.messages.count == before, "what was held is held still")
    }
  }

  @Test("a store that cannot say what was told makes everything news, and is named")
  func unread() async throws {
    try await SweepBench.with { bench in
      _ = try await bench.sweep()
      let report = try await bench.sweep(after: 2) { call throws(StoreError) in
        if call == .told { throw StoreError(.unavailable, "gone") }
      }
      #expect(bench.mock.messages.count == 2)
      #expect(report.warnings.contains { $0.contains("what was told before could not be read") }, "\(report.warnings)")
    }
  }

  @Test("a day later it is told again")
  func reminder() async throws {
    try await SweepBench.with { bench in
      let dead = try #require(bench.dead.first)
      try bench.mock.edit(dead) { $0.lifecycleState = "Standby" }
      for _ in 1...2 { _ = try await bench.sweep() }
      let before = bench.mock.messages.count
      for _ in 1...10 { _ = try await bench.sweep(after: 150) }
      #expect(bench.mock.messages.count == before + 1)
    }
  }
}
