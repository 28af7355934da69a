import AgentHealth
import FailureStore
import Testing

@Suite("Every store keeps strikes by the same contract")
struct StrikeContractTests {
  @Test("a new store remembers nothing of any target", arguments: Kind.allCases)
  func empty(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await store.recall([production, staging]) == [production: Memory(), staging: Memory()])
        #expect(try await store.recall([]) == [:])
      }
    }
  }

  @Test("three sweeps that see an instance disconnected count three strikes of one run", arguments: Kind.allCases)
  func strikes(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      let began = bench.clock.now
      for number in 1...3 {
        try await bench.open { store async throws in
          #expect(try await bench.sweep("s\(number)", disconnected: ["a"], on: store) == .counted(unknown: []))
          let memory = try await bench.memory(on: store)
          #expect(memory.swept == SweepMark(id: "s\(number)", at: bench.clock.now))
          #expect(memory.records == ["a": StrikeRecord(count: number, since: began, seen: "s\(number)", version: 7)])
        }
        try await bench.pass(.seconds(600))
      }
    }
  }

  @Test("everything a record holds comes back as it was written", arguments: Kind.allCases)
  func roundTrip(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      let now = bench.clock.now
      let full = StrikeRecord(
        count: 0, since: now, seen: "a sweep, \"quoted\" 🙂\n", version: .max, restarts: [now - .seconds(90), now - .milliseconds(1)],
        updatingSince: now - .seconds(5))
      let bare = StrikeRecord(count: 12, since: now - .seconds(3600), seen: "s1")
      try await bench.open { store async throws in
        let mark = SweepMark(id: "a sweep, \"quoted\" 🙂\n", at: now)
        let count = TargetCount(
          target: production, sweep: mark, previous: nil, nonce: "n", minGap: .seconds(60), maxGap: .seconds(600),
          advances: ["full": .set(full), "bare": .set(bare)], cleared: [])
        #expect(await store.count([count]) == [production: .counted(unknown: [])])
      }
      try await bench.open { store async throws in
        let memory = try await bench.memory(on: store)
        #expect(memory.records == ["full": full, "bare": bare])
        #expect(memory.swept?.id == "a sweep, \"quoted\" 🙂\n")
      }
    }
  }

  @Test("a cleared instance has no strikes, and the others keep theirs", arguments: Kind.allCases)
  func clear(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s2", disconnected: ["b"], cleared: ["a", "never struck"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records.mapValues(\.count) == ["b": 2])
      }
    }
  }

  @Test("an instance that an earlier sweep did not see again begins anew", arguments: Kind.allCases)
  func brokenRun(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        try await bench.pass(.seconds(600))
        _ = try await bench.sweep("s2", on: store)
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .counted(unknown: []))
        let record = try await bench.memory(on: store).records["a"]
        #expect(record == StrikeRecord(count: 1, since: bench.clock.now, seen: "s3", version: 7))
      }
    }
  }

  @Test("within min_gap only one sweep counts, after it the next one does", arguments: Kind.allCases)
  func turn(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await bench.sweep("s1", disconnected: ["a"], on: store) == .counted(unknown: []))
        try await bench.pass(.seconds(20))
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .countedElsewhere)
        #expect(try await bench.memory(on: store).records["a"]?.count == 1)
        #expect(
          try await bench.sweep("s2", staging, disconnected: ["a"], on: store) == .counted(unknown: []), "each target has its own turn")
        try await bench.pass(.seconds(41))
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
      }
    }
  }

  @Test("the same sweep tried again counts nothing twice, and may still clear", arguments: Kind.allCases)
  func retry(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        for wait in [Duration.seconds(1), .seconds(120)] {
          try await bench.pass(wait)
          #expect(try await bench.sweep("s1", disconnected: ["a", "b"], nonce: "retry", on: store) == .counted(unknown: []))
          #expect(try await bench.memory(on: store).records.mapValues(\.count) == ["a": 1, "b": 1])
        }
        let mark = try await bench.memory(on: store).swept
        #expect(try await bench.sweep("s1", disconnected: ["a", "c"], cleared: ["b"], nonce: "retry", on: store) == .counted(unknown: []))
        let memory = try await bench.memory(on: store)
        #expect(memory.records.mapValues(\.count) == ["a": 1, "c": 1])
        #expect(memory.swept == mark, "a retry leaves the mark where it was")
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .counted(unknown: []), "a retry takes no turn")
      }
    }
  }

  @Test("a sweep whose recall is out of date does not count", arguments: Kind.allCases)
  func stale(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        try await bench.pass(.seconds(600))
        let slow = bench.count("s2", disconnected: ["a"], after: try await bench.memory(on: store))
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .counted(unknown: []))
        try await bench.pass(.seconds(600))
        #expect(await store.count([slow]) == [production: .countedElsewhere])
        let memory = try await bench.memory(on: store)
        #expect(memory.records["a"]?.count == 2)
        #expect(memory.swept?.id == "s3")
      }
    }
  }

  @Test("a strike on a count that is not there begins anew, and is said to be unknown", arguments: Kind.allCases)
  func unexpected(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], maxGap: .seconds(700), on: store)
        try await bench.pass(.seconds(600))
        let count = bench.count("s2", disconnected: ["a", "b"], after: try await bench.memory(on: store))
        try await bench.pass(.seconds(200))
        #expect(await store.count([count]) == [production: .counted(unknown: ["a", "b"])])
        let record = try await bench.memory(on: store).records["a"]
        #expect(record == StrikeRecord(count: 1, since: count.sweep.at, seen: "s2", version: 7))
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == 2, "and the new run goes on")
      }
    }
  }

  @Test("records live max_gap, the sweep's mark 30 days", arguments: Kind.allCases)
  func expiry(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], maxGap: .seconds(3600), on: store)
        try await bench.pass(.seconds(3000))
        #expect(try await bench.memory(on: store).records.keys.sorted() == ["a"])
        try await bench.pass(.seconds(601))
        #expect(try await bench.memory(on: store).records == [:])
        try await bench.pass(.seconds(29 * 86400))
        #expect(try await bench.memory(on: store).swept?.id == "s1")
        try await bench.pass(.seconds(86400))
        #expect(try await bench.memory(on: store) == Memory())
      }
    }
  }

  @Test("each strike gives a record the whole of max_gap again", arguments: Kind.allCases)
  func lifetimeRenewed(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        for number in 1...3 {
          _ = try await bench.sweep("s\(number)", disconnected: ["a"], maxGap: .seconds(3600), on: store)
          try await bench.pass(.seconds(3500))
          #expect(try await bench.memory(on: store).records["a"]?.count == number)
        }
      }
    }
  }

  @Test("two hundred instances and more are counted whole", arguments: Kind.allCases)
  func many(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      let instances = Set((1...257).map { "instance-\($0)" })
      try await bench.open { store async throws in
        for number in 1...2 {
          #expect(try await bench.sweep("s\(number)", disconnected: instances, on: store) == .counted(unknown: []))
          try await bench.pass(.seconds(600))
        }
        let records = try await bench.memory(on: store).records
        #expect(Set(records.keys) == instances)
        #expect(records.values.allSatisfy { $0.count == 2 && $0.seen == "s2" })
      }
    }
  }

  @Test("targets are counted together and kept apart", arguments: Kind.allCases)
  func targets(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s0", staging, disconnected: ["a"], on: store)
        let memories = try await store.recall([production, staging])
        let counts = [
          bench.count("s1", production, disconnected: ["a", "b"], after: memories[production] ?? Memory()),
          bench.count("s1", staging, disconnected: ["a"], after: memories[staging] ?? Memory()),
        ]
        #expect(await store.count(counts) == [production: .counted(unknown: []), staging: .countedElsewhere])
        let after = try await store.recall([production, staging])
        #expect(after[production]?.records.mapValues(\.seen) == ["a": "s1", "b": "s1"])
        #expect(after[staging]?.records.mapValues(\.seen) == ["a": "s0"])
      }
    }
  }
}
