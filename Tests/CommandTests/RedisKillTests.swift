import Foundation
import Glibc
import MockAWS
import TestSupport
import Testing

/// `kill -9` on a real redis-server, on the sweep, and on both at once. `KillTests` kills sweeps on a file, and `RedisTests/TroubleTests` a
/// server that only counts.
@Suite("A sweep and its Redis, either of which is killed")
struct RedisKillTests {
  static let lanes = 4
  static let killsPerLane = 25

  enum Victim: CaseIterable { case sweep, server, both }

  @Test("at 100 random moments: no strike counts twice, nothing connected is touched, and each dead instance is replaced once")
  func randomMoments() async throws {
    let given = ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_TEST_SEED"].flatMap(UInt64.init)
    let seed = given ?? UInt64.random(in: 0 ... .max)
    print("kills with Redis: ECS_AGENT_MONITOR_TEST_SEED=\(seed)")
    let killed = try await withThrowingTaskGroup(of: [Victim: Int].self) { group in
      for lane in 0..<Self.lanes {
        group.addTask { try await Self.run(lane: lane, SeededGenerator(seed: seed &+ UInt64(lane))) }
      }
      return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    print("kills with Redis: \(killed)")
    #expect(killed.values.reduce(0, +) == Self.lanes * Self.killsPerLane)
    #expect(Victim.allCases.allSatisfy { killed[$0, default: 0] > 0 })
  }

  /// The same fleet all along. Before each sweep more agents fall silent; after each kill the server comes back, with its data or without.
  private static func run(lane: Int, _ random: SeededGenerator) async throws -> [Victim: Int] {
    var (random, killed) = (random, [Victim: Int]())
    let port = try Loopback.freePort()
    try await withTemporaryFolder { folder in
      let store = "redis://127.0.0.1:\(port)/0"
      // Their keys live by the real clock, so that between two sweeps it is moved for them as the mock's is.
      let clock = MockManualClock(Date().timeIntervalSince1970)
      try await KillBench.with(.immediate, latency: 0.004, seed: random.next(), clock: clock, store: store) { bench in
        for operation in KillTests.steps { bench.mock.add(MockFault(.slow(0.05), operation: operation)) }
        var length: Duration = .milliseconds(300)
        var (data, round) = (0, 0)
        func serving(_ body: (RedisServer) async throws -> Void) async throws {
          let place = folder.appendingPathComponent("\(data)").path
          try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
          try await RedisServer.with(port: port, RedisServer.keepingData(in: place)) { redis in
            bench.redis = redis
            try await body(redis)
          }
        }
        while killed.values.reduce(0, +) < killsPerLane, round < 5 * killsPerLane {
          round += 1
          let comment = "lane \(lane), round \(round), \(killed)"
          try await serving { redis in
            let passing = try bench.disconnect(&random)
            let whole = try await bench.reportingSweep(comment)
            if let passing { try bench.revive(passing) }
            length = (length + whole.length) / 2
            let moment = KillBench.Moment.random(in: length, using: &random)
            let victim = Victim.allCases.randomElement(using: &random) ?? .both
            var isServerKilled = false
            let run = try await bench.disturbedSweep { process in
              try await bench.wait(for: moment, of: process)
              if victim != .sweep {
                try await redis.kill()
                isServerKilled = true
              }
              if victim != .server { try await bench.kill(process) }
            }
            let isSweepKilled = run.status == 128 + Int(SIGKILL)
            if !isSweepKilled {
              let report = try #require(run.report, "\(comment): \(run.status) \(run.errors)")
              #expect(report.failures.isEmpty ? [0, 4].contains(run.status) : run.status == 1, "\(comment): \(run.output)")
              #expect(isServerKilled || report.failures.isEmpty, "\(comment): \(report.failures)")
            }
            if isSweepKilled || run.status == 1 { killed[victim, default: 0] += 1 }
          }
          if Int.random(in: 0..<3, using: &random) == 0 { data += 1 }
        }
        try await serving { _ in
          try await bench.sweepUntilDone("lane \(lane)")
          try await bench.checkAll("lane \(lane)")
        }
      }
    }
    return killed
  }
}
