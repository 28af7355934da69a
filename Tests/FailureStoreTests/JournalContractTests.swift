import AgentHealth
import FailureStore
import Testing

@Suite("Every store keeps the journal and its owner by the same contract")
struct JournalContractTests {
  @Test("a claim keeps other sweeps away until it runs out, and is then taken over", arguments: Kind.allCases)
  func claim(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let first = bench.entry(owner: "one", step: .detach)
        #expect(try await store.claim(first, now: bench.clock.now))
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": first])
        #expect(try await store.claim(bench.entry(owner: "two"), now: first.expiresAt - .milliseconds(1)) == false)
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": first])
        #expect(try await store.claim(bench.entry(owner: "one"), now: bench.clock.now), "our own is ours again")
        #expect(try await store.claim(bench.entry("i-00000000000000001", owner: "two"), now: bench.clock.now), "another instance is free")

        let second = bench.entry(owner: "two", step: .terminate)
        #expect(try await store.claim(second, now: first.expiresAt))
        #expect(try await bench.memory(on: store).journal["i-0123456789abcdef0"] == second)
      }
    }
  }

  @Test("each step is journaled, by the sweep that has the claim only", arguments: Kind.allCases)
  func journal(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      var entry = bench.entry(owner: "one")
      try await bench.open { store async throws in
        _ = try await store.claim(entry, now: bench.clock.now)
        for step in Step.allCases {
          entry.step = step
          try await store.journal(entry)
        }
        let foreign = bench.entry(owner: "two", step: .tag)
        let error = await #expect(throws: StoreError.self) { try await store.journal(foreign) }
        #expect(error?.message.contains("i-0123456789abcdef0") == true)
      }
      try await bench.open { store async throws in
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": entry])
        #expect(try await bench.memory(of: staging, on: store).journal == [:])
      }
    }
  }

  @Test("no step is journaled where the claim is lost or was settled", arguments: Kind.allCases)
  func unclaimed(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let entry = bench.entry(owner: "one")
        await #expect(throws: StoreError.self) { try await store.journal(entry) }
        #expect(try await bench.memory(on: store).journal == [:])
        _ = try await store.claim(entry, now: bench.clock.now)
        try await store.settle(entry)
        await #expect(throws: StoreError.self) { try await store.journal(entry) }
        #expect(try await bench.memory(on: store).journal == [:])
      }
    }
  }

  @Test("a cancelled sweep can still say what it did and what it leaves", arguments: Kind.allCases)
  func cancelled(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        var entry = bench.entry(owner: "one")
        let done = bench.entry("i-00000000000000001", owner: "one")
        _ = try await store.claim(entry, now: bench.clock.now)
        _ = try await store.claim(done, now: bench.clock.now)
        entry.step = .detach
        entry.expiresAt = bench.clock.now
        let left = entry
        try await withThrowingTaskGroup(of: Void.self) { group in
          group.cancelAll()
          group.addTask {
            #expect(Task.isCancelled)
            try await store.journal(left)
            try await store.settle(done)
          }
          try await group.waitForAll()
        }
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": left])
        #expect(try await store.claim(bench.entry(owner: "two"), now: bench.clock.now), "it gave up its claim")
      }
    }
  }

  @Test("a settled remediation leaves neither entry nor strikes", arguments: Kind.allCases)
  func settle(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        let other = bench.entry("i-00000000000000001", owner: "one")
        let entry = bench.entry(owner: "one")
        _ = try await store.claim(other, now: bench.clock.now)
        _ = try await store.claim(entry, now: bench.clock.now)
        try await store.settle(entry)
        let memory = try await bench.memory(on: store)
        #expect(memory.journal == ["i-00000000000000001": other])
        #expect(memory.records.keys.sorted() == ["b"])
        try await store.settle(entry)
        #expect(try await bench.memory(on: store) == memory, "once more changes nothing")
      }
    }
  }

  @Test("a remediation that another sweep has taken over stays in the journal", arguments: Kind.allCases)
  func settleTakenOver(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let mine = bench.entry(owner: "one")
        _ = try await store.claim(mine, now: bench.clock.now)
        let theirs = bench.entry(owner: "two")
        _ = try await store.claim(theirs, now: mine.expiresAt)
        try await store.settle(mine)
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": theirs])
      }
    }
  }

  @Test("the journal lives 30 days after its last entry", arguments: Kind.allCases)
  func expiry(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let entry = bench.entry(owner: "one")
        _ = try await store.claim(entry, now: bench.clock.now)
        try await bench.pass(.seconds(30 * 86400 - 3600))
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": entry])
        try await bench.pass(.seconds(3601))
        #expect(try await bench.memory(on: store).journal == [:])
      }
    }
  }

  @Test("another account or installation is refused by name, and changes nothing", arguments: Kind.allCases)
  func owner(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in _ = try await bench.sweep("s1", disconnected: ["a"], on: store) }
      for stranger in [
        StoreOwner(account: "444455556666", installation: "default"), StoreOwner(account: "111122223333", installation: "night"),
      ] {
        for access in [StoreAccess.readWrite, .readOnly] {
          let error = await #expect(throws: StoreError.self) { try await bench.open(access, as: stranger) { _ in } }
          #expect(error?.kind == .owner)
          #expect(error?.message.contains("account 111122223333, installation 'default'") == true)
          #expect(error?.message.contains("account \(stranger.account), installation '\(stranger.installation)'") == true)
        }
      }
      try await bench.open { store async throws in #expect(try await bench.memory(on: store).records["a"]?.count == 1) }
    }
  }
}
