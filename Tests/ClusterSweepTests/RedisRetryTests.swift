import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import TestSupport
import Testing

/// One sweep ID that comes more than once, on a real redis-server.
@Suite("A sweep ID that is tried again on Redis")
struct RedisRetryTests {
  private static func with(_ body: (SweepBench, RedisServer, String) async throws -> Void) async throws {
    try await RedisServer.with { redis in
      try await SweepBench.with { bench in try await body(bench, redis, try bench.deadInstance().ec2InstanceID) }
    }
  }

  /// Holds a sweep up at one call, until the test lets it go on.
  private struct Halt: Sendable {
    let call: StoreCall
    private let arrivals, releases: AsyncStream<Void>
    private let arrival, release: AsyncStream<Void>.Continuation

    init(at call: StoreCall) {
      self.call = call
      (arrivals, arrival) = AsyncStream.makeStream()
      (releases, release) = AsyncStream.makeStream()
    }

    func pass(_ made: StoreCall) async {
      guard made == call else { return }
      arrival.finish()
      for await _ in releases {}
    }

    func waitForArrival() async { for await _ in arrivals {} }
    func open() { release.finish() }
  }

  @Test("two minutes later counts no strike")
  func later() async throws {
    try await Self.with { bench, redis, _ in
      for _ in 1...4 {
        let report = try await bench.sweep(on: redis, after: 2, id: "first")
        #expect(report.exitStatus == 0 && report.instances.map(\.strikes) == [1])
      }
      let key = try await redis.cli("--scan", "--pattern", "*:strikes:*").split(separator: "\n")
      #expect(key.count == 1)
      #expect(try await redis.cli("GET", String(key[0])) == "1\n")
      #expect(bench.mutated().isEmpty)
      #expect(try await bench.sweep(on: redis, id: "second").instances.map(\.strikes) == [2])
    }
  }

  @Test("eight at once, and eight more after them, count one strike a round and take every step once")
  func atOnce() async throws {
    try await Self.with { bench, redis, dead in
      for turn in 1...4 {
        // Time passes once for all.
        try await redis.elapse(seconds: 660)
        bench.clock.advance(by: 660)
        for _ in 1...2 {
          let reports = try await withThrowingTaskGroup(of: SweepReport.self) { group in
            for _ in 1...8 { group.addTask { try await bench.sweep(on: redis, after: 0, id: "round-\(turn)") } }
            return try await group.reduce(into: []) { $0.append($1) }
          }
          for report in reports { #expect(report.failures.isEmpty && report.instances.allSatisfy { $0.strikes <= turn }) }
        }
        if turn == 1 { #expect(bench.mutated().isEmpty) }
      }
      let asked = bench.mock.mutations.filter { $0.resources.contains(dead) }.map(\.operation)
      #expect(asked == SweepBench.allSteps, "not even asked for twice")
    }
  }

  @Test(
    "while the first attempt is held up between two steps leaves the instance to it",
    arguments: [StoreCall.journal(.tag), .journal(.detach), .journal(.terminate)])
  func whileAtWork(call: StoreCall) async throws {
    try await Self.with { bench, redis, dead in
      _ = try await bench.sweep(on: redis)
      let halt = Halt(at: call)
      async let first = bench.sweep(on: redis, id: "second") { made async throws(StoreError) in await halt.pass(made) }
      await halt.waitForArrival()
      let before = bench.mutated()
      let retry = try await bench.sweep(on: redis, after: 2, id: "second")
      #expect(bench.mutated() == before)
      #expect(retry.instances.allSatisfy { $0.steps.isEmpty && $0.strikes == 2 }, "\(retry.verdicts)")
      halt.open()
      #expect(try await first.instances.map(\.isRemediated) == [true])
      #expect(bench.mock.mutations.filter { $0.resources.contains(dead) }.map(\.operation) == SweepBench.allSteps)
    }
  }

  @Test(
    "after the claim of the first has run out takes over, and the first one takes no further step",
    arguments: [StoreCall.journal(.detach), .journal(.terminate)])
  func takenOver(call: StoreCall) async throws {
    try await Self.with { bench, redis, dead in
      _ = try await bench.sweep(on: redis)
      let halt = Halt(at: call)
      async let first = bench.sweep(on: redis, id: "second") { made async throws(StoreError) in await halt.pass(made) }
      await halt.waitForArrival()
      let retry = try await bench.sweep(on: redis, after: 6, id: "second")
      #expect(retry.instances.map(\.isRemediated) == [true])
      let before = bench.mutated()
      halt.open()
      let late = try await first
      #expect(late.steps.last?.hasSuffix("failed") == true && late.exitStatus == 1, "\(late.steps)")
      #expect(bench.mutated() == before)
      #expect(bench.mutated()["TerminateInstances"] == [dead: 1] && bench.mutated()["DetachInstances"] == [dead: 1])
    }
  }
}
