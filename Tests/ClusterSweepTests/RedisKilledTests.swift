import AgentHealth
import ClusterSweep
import FailureStore
import Foundation
import MockAWS
import TestSupport
import Testing

/// The same as `StoreFailureTests` does to a store in memory, with a real server that is gone, and comes back with its data or empty.
@Suite("A redis-server that is killed in the middle of a sweep")
struct RedisKilledTests {
  /// A sweep at whose `call` the server is killed.
  private static func sweep(_ bench: SweepBench, killing redis: RedisServer, at call: StoreCall) async throws -> SweepReport {
    try await bench.sweep(on: redis) { made async throws(StoreError) in
      guard made == call else { return }
      do { try await redis.kill() } catch { throw StoreError(.configuration, "the server does not end: \(error)") }
    }
  }

  static let stages: [(call: StoreCall, verdict: String?, done: Int)] = [
    (.open, "held strikes_unknown", 0), (.recall, "held strikes_unknown", 0), (.pauses, "held strikes_unknown", 0),
    (.count, "held strikes_unknown", 0), (.replacements, nil, 0), (.budget, "held budget_unknown", 0), (.claim, "held strikes_unknown", 0),
    (.note, nil, 0),
    (.journal(.tag), nil, 0), (.journal(.detach), nil, 1), (.journal(.terminate), nil, 2), (.journal(.deregister), nil, 3),
    (.settle, nil, 4),
  ]

  @Test(
    "at any stage: what was not confirmed is not done, the report says so, and the next sweeps go on", arguments: stages.indices,
    [true, false])
  func killed(stage: Int, keepsData: Bool) async throws {
    let (call, verdict, done) = Self.stages[stage]
    try await SweepBench.with { bench in
      try await withTemporaryFolder { folder in
        let (port, options) = (try Loopback.freePort(), keepsData ? RedisServer.keepingData(in: folder.path) : [])
        let dead = try bench.deadInstance().ec2InstanceID
        let report = try await RedisServer.with(port: port, options) { redis in
          _ = try await bench.sweep(on: redis)
          return try await Self.sweep(bench, killing: redis, at: call)
        }
        #expect(bench.steps(of: dead) == Array(SweepBench.allSteps.prefix(done)))
        #expect(report.exitStatus == 1)
        #expect(report.failures.contains { $0.contains("redis 127.0.0.1:\(port)") }, "\(report.failures)")
        if let verdict { #expect(report.verdicts == [verdict]) }
        #expect(report.unfinished.map(\.ec2Instance) == ((1...3).contains(done) ? [dead] : []))
        #expect(report.targets.map(\.disconnected) == [0, 0, 1], "what was seen is reported all the same")

        try await RedisServer.with(port: port, options) { redis in
          let next = try await bench.sweep(on: redis)
          #expect(next.failures.isEmpty && [0, 4].contains(next.exitStatus), "\(next.failures)")
          if done == 0 {
            #expect(bench.steps(of: dead) == (keepsData ? SweepBench.allSteps : []), "strikes begin anew where they are lost")
          }
          for _ in 1...2 { _ = try await bench.sweep(on: redis) }
          let last = try await bench.sweep(on: redis)
          #expect(last.exitStatus == 0 && last.instances.isEmpty && last.unfinished.isEmpty)
        }
        #expect(bench.steps(of: dead).filter { $0 != "CreateTags" } == SweepBench.allSteps.filter { $0 != "CreateTags" })
        #expect(Set(bench.mutated().values.flatMap(\.keys)) == [dead])
      }
    }
  }
}
