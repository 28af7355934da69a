import AgentHealth
import Foundation
import Network
import Redis
import TestSupport
import Testing

@testable import FailureStore

/// The claim of the store by direction: whatever is lost, nothing is due earlier than it would have been.
@Suite("After any loss of what is kept")
struct LossTests {
  private static func seed() -> UInt64 {
    let given = ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_TEST_SEED"].flatMap(UInt64.init)
    let seed = given ?? UInt64.random(in: 0 ... .max)
    print("losses: ECS_AGENT_MONITOR_TEST_SEED=\(seed)")
    return seed
  }

  /// How the histories ended: due without losses, with them all the same, and later or not at all.
  private struct Tally { var due = 0, same = 0, later = 0 }

  /// Goes through each history twice.
  private static func compare(_ histories: Int, _ place: @Sendable () async throws -> LossyPlace) async throws -> Tally {
    let first = seed()
    var tally = Tally()
    for number in 0..<UInt64(histories) {
      let seed = first &+ number
      var random = SeededGenerator(seed: seed)
      let history = History(&random)
      let troubles = history.sweeps.map { _ in Trouble(&random) }
      let sound = try await place().run(history, history.sweeps.map { _ in Trouble() }, seed: seed)
      let lossy = try await place().run(history, troubles, seed: seed)
      let isNeverEarlier = !history.isPlain || (lossy.due.map { due in sound.due.map { $0 <= due } ?? false } ?? true)
      #expect(isNeverEarlier, "seed \(seed): \(history) \(troubles): \(sound) without, \(lossy) with losses")
      let isCountedOnce = lossy.counts.enumerated().allSatisfy { index, count in
        let run = history.sweeps[...index].filter { $0.version == history.sweeps[index].version }
        return count <= Set(run.map(\.id)).count
      }
      #expect(isCountedOnce, "seed \(seed): \(lossy.counts)")
      if !isNeverEarlier || !isCountedOnce { break }
      if let due = sound.due, history.isPlain {
        tally.due += 1
        if lossy.due == due { tally.same += 1 } else { tally.later += 1 }
      }
    }
    print("losses: \(histories) histories, \(tally)")
    return tally
  }

  @Test("nothing is due earlier where each sweep counts for itself, and no strike counts twice: 4000 random histories in memory")
  func inMemory() async throws {
    let tally = try await Self.compare(4000) {
      let (clock, ahead) = (HandClock(), Lock(Duration.zero))
      let store = MemoryStore { clock.now + ahead.withLock { $0 } }
      return LossyPlace(clock: clock, store: store, elapse: { _ in }) { loss, random in
        if case .clock(let leap) = loss { ahead.withLock { $0 += leap } } else { await store.lose(loss, &random) }
      }
    }
    #expect(tally.same > 200 && tally.later > 200, "else nothing was put to the test")
  }

  @Test("nothing is due earlier where each sweep counts for itself, and no strike counts twice: 300 on a real redis-server whose keys go")
  func onRedis() async throws {
    try await StoreServer.with { server in
      try await server.withStore { store async throws in
        let tally = try await Self.compare(300) {
          try await server.send("FLUSHALL")
          return LossyPlace(clock: HandClock(), store: store, elapse: { try await server.elapse($0) }) { loss, random in
            switch loss {
            case .flush: try await server.send("FLUSHALL")
            case .clock(let leap): try await server.elapse(leap)
            case .evict(let percent):
              let keys = try await server.lifetimes().keys.sorted()
              for key in keys where random.chance(percent) { try await server.send("DEL", key) }
            }
          }
        }
        #expect(tally.same > 10 && tally.later > 10, "else nothing was put to the test")
      }
    }
  }

  @Test("a turn that was evicted lets nobody count again within min_gap", arguments: [Kind.memory, .redis])
  func evictedTurn(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        for number in 1...2 {
          try await bench.pass(.seconds(600))
          #expect(try await bench.sweep("s\(number)", disconnected: ["a"], on: store) == .counted(unknown: []))
        }
        // The server's clock runs ahead, which ends the turn and nothing else; the sweeps' own does not.
        try await bench.elapse(.seconds(90))
        if let store = store as? MemoryStore { await store.loseTurns() }
        bench.clock.advance(by: .seconds(20))
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .countedElsewhere)
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
      }
    }
  }

  @Test("a redis-server that evicts under volatile-lru loses strikes and never adds one, and counts on when there is room again")
  func evicting() async throws {
    try await StoreServer.with(arguments: ["--maxmemory-policy", "volatile-lru"]) { server in
      let bench = server.bench()
      let instances = Set((1...1500).map { "instance-\($0)" })
      func figure(_ name: String) async throws -> Int {
        let info = try #require(try await server.send("INFO").string)
        return try #require(
          info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("\(name):") }.flatMap { Int($0.split(separator: ":")[1]) })
      }
      try await bench.open { store async throws in
        let began = bench.clock.now
        #expect(try await bench.sweep("s1", disconnected: instances, on: store) == .counted(unknown: []))
        try await server.send("CONFIG", "SET", "maxmemory", "\(try await figure("used_memory") - 150_000)")
        for number in 2...6 {
          try await bench.pass(.seconds(600))
          _ = try await bench.sweep("s\(number)", disconnected: instances, on: store)
          let records = try await bench.memory(on: store).records
          #expect(records.values.allSatisfy { $0.count <= number && $0.since >= began })
          #expect(records.values.allSatisfy { $0.since > began || $0.count == number || $0.seen != "s\(number)" })
        }
        #expect(try await figure("evicted_keys") > 0)
        let evicted = try await bench.memory(on: store).records
        #expect(evicted.count < instances.count || evicted.values.contains { $0.count < 6 }, "a strike was lost")

        try await server.send("CONFIG", "SET", "maxmemory", "0")
        for number in 7...8 {
          try await bench.pass(.seconds(600))
          #expect(try await bench.sweep("s\(number)", disconnected: instances, on: store) == .counted(unknown: []))
        }
        #expect(try await bench.memory(on: store).records.values.allSatisfy { (2...8).contains($0.count) })
        #expect(try await server.lifetimes().filter { $0.value == -1 }.keys.allSatisfy { $0.contains("{install}") })
      }
    }
  }
}

extension MemoryStore {
  /// Loses what Redis would lose, key by key; what stands in three keys there is gone with any of them.
  fileprivate func lose(_ loss: Trouble.Loss, _ random: inout SeededGenerator) {
    switch loss {
    case .flush: state = StoredState()
    case .clock: break
    case .evict(let percent):
      for target in state.targets.keys.sorted() {
        if random.chance(percent) { state.targets[target]?.turn = nil }
        if random.chance(percent) { state.targets[target]?.swept = nil }
        for instance in state.targets[target]?.records.keys.sorted() ?? [] where random.chance(percent) {
          state.targets[target]?.records[instance] = nil
        }
      }
    }
  }

  fileprivate func loseTurns() {
    for target in state.targets.keys { state.targets[target]?.turn = nil }
  }
}
