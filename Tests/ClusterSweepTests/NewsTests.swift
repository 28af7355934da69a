import AgentHealth
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
