import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// Eight sweeps at once, on one store and one fleet.
@Suite("Sweeps at the same time")
struct ConcurrentSweepsTests {
  /// One round of eight; the clock moves once, before it.
  private func round(_ bench: SweepBench, _ ids: [String]) async throws -> [SweepReport] {
    bench.clock.advance(by: 660)
    return try await withThrowingTaskGroup(of: SweepReport.self) { group in
      for id in ids { group.addTask { try await bench.sweep(after: 0, id: id) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  @Test("count each strike once and replace each instance once", arguments: [false, true])
  func eight(haveOneID: Bool) async throws {
    let fleet = MockFleet(accounts: 2, regions: 1, clusters: 2, instances: 10, disconnected: .count(2))
    try await SweepBench.with(fleet) { bench in
      let dead = bench.dead
      for turn in 1...4 {
        let ids = (1...8).map { haveOneID ? "round-\(turn)" : "round-\(turn)-\($0)" }
        let reports = try await round(bench, ids)
        for report in reports {
          #expect(report.failures.isEmpty)
          #expect(report.instances.allSatisfy { $0.strikes <= turn })
          #expect(report.instances.allSatisfy { $0.steps.allSatisfy(\.succeeded) })
          #expect([0, 2, 4].contains(report.exitStatus), "partial: read while another one deregistered")
        }
        if turn <= 2 { #expect(reports.flatMap(\.instances).map(\.strikes).max() == turn) }
        if turn == 1 { #expect(bench.mutated().isEmpty) }
      }
      for operation in SweepBench.allSteps {
        #expect(bench.mutated()[operation] == Dictionary(uniqueKeysWithValues: dead.map { ($0, 1) }), "\(operation)")
      }
      let last = try await bench.sweep()
      #expect(last.exitStatus == 0)
      #expect(last.instances.isEmpty)
      #expect(last.targets.allSatisfy { $0.observed == 10 && $0.disconnected == 0 })
    }
  }
}
