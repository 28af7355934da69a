import Foundation
import MockAWS
import TestSupport
import Testing

/// What an operator's mistake would be, or a scheduler gone wild: each sweep a process of its own, all on one Redis.
@Suite("Two hundred sweeps at once")
struct ManySweepsTests {
  static let sweeps = 200

  @Test("of one cluster, each a process, count one strike and change nothing", arguments: ["one ID", "an ID each"])
  func oneStrike(ids: String) async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 4, disconnected: .count(1))
    try await RedisServer.with { redis in
      try await withMockAWS(fleet: fleet) { mock in
        try await withTemporaryFolder { folder in
          let monitor = Monitor(folder: folder, mock: mock)
          // Longer than the slowest machine takes for all of them: who comes last must not count because its time has come.
          try monitor.write(fleet, policy: ["min_gap": "1h"], store: redis.location)
          let runs = try await withThrowingTaskGroup(of: Monitor.Run.self) { group in
            for number in 1...Self.sweeps {
              let id = ids == "one ID" ? "the-one" : "sweep-\(number)"
              group.addTask {
                try await monitor.start(["--apply", "--sweep-id", id]) { try await Monitor.ended($0, within: .seconds(300)) }
              }
            }
            return try await group.reduce(into: []) { $0.append($1) }
          }
          let wrong = runs.filter { $0.status != 0 || $0.report == nil }
          #expect(runs.count == Self.sweeps && wrong.isEmpty, "\(wrong.count): \(wrong.first?.errors ?? "") \(wrong.first?.output ?? "")")
          let rows = runs.compactMap(\.report).flatMap(\.instances)
          #expect(rows.contains { $0.strikes == 1 } && rows.allSatisfy { $0.strikes <= 1 && $0.steps.isEmpty })

          let counted = try await redis.send("--scan", "--pattern", "*:strikes:*")
          let key = try #require(counted.first)
          #expect(counted.count == 1)
          #expect(try await redis.send("GET", key) == ["1"])
          #expect(try await OperatingTests.strikes(monitor).instances.map(\.strikes) == [1])
          #expect(mock.mutations.isEmpty)
        }
      }
    }
  }
}
