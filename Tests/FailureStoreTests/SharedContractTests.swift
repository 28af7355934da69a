import AgentHealth
import FailureStore
import Testing

@Suite("Every store keeps by the same contract what workers share")
struct SharedContractTests {
  func pause(_ scope: PauseScope, _ reason: String = "a reason, \"quoted\" 🙂", at now: Timestamp, for time: Duration = .seconds(3600))
    -> Pause
  {
    Pause(scope: scope, reason: reason, by: "arn:aws:iam::111122223333:user/ops", since: now, until: now + time)
  }

  @Test("a pause is kept until it is ended, one for each scope", arguments: Kind.allCases)
  func pauses(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      let full = PauseScope(account: "111122223333", region: "eu-*", cluster: "web", group: "a group", instance: "i-0123456789abcdef0")
      let (everything, other) = (pause(PauseScope(), at: bench.clock.now), pause(full, at: bench.clock.now))
      try await bench.open { store async throws in
        #expect(try await store.pauses() == Pauses())
        try await store.pause(pause(PauseScope(), "an earlier one", at: bench.clock.now))
        try await store.pause(everything)
        try await store.pause(other)
      }
      try await bench.open(.readOnly) { store async throws in #expect(try await store.pauses() == Pauses([everything, other])) }
      try await bench.open { store async throws in
        #expect(try await store.resume(PauseScope(account: "111122223333")) == false)
        #expect(try await store.resume(PauseScope()))
        #expect(try await store.resume(PauseScope()) == false)
        #expect(try await store.pauses() == Pauses([other]))
        try await store.resumeAll()
        #expect(try await store.pauses() == Pauses())
      }
    }
  }

  @Test("tallies stand in each other's place by account and scope, and go stale by their time", arguments: Kind.allCases)
  func tallies(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      func tally(_ account: String, _ scope: String, _ observed: Int) -> Tally {
        Tally(account: account, scope: scope, observed: observed, disconnected: 1, at: bench.clock.now)
      }
      try await bench.open { store async throws in
        #expect(try await store.tallies(region: "eu-west-1") == [])
        try await store.write([tally("1", "cluster:web", 10), tally("2", "cluster:web", 20)], region: "eu-west-1")
        try await store.write([tally("1", "cluster:web", 5)], region: "us-east-1")
        try await bench.pass(.seconds(3600))
        let newer = tally("1", "cluster:web", 11)
        try await store.write([newer], region: "eu-west-1")
        #expect(try await store.tallies(region: "eu-west-1").map(\.observed) == [11, 20])
        try await bench.pass(.seconds(82_900))
        let newest = tally("1", "cluster:batch", 3)
        try await store.write([newest], region: "eu-west-1")
        #expect(try await store.tallies(region: "eu-west-1") == [newest, newer])
        #expect(try await store.tallies(region: "us-east-1") == [])
      }
    }
  }

  @Test("a hold is kept for 7 days after it was written last", arguments: Kind.allCases)
  func holds(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      var hold = Hold(heldAt: bench.clock.now)
      try await bench.open { store async throws in
        #expect(try await store.holds(["region"], region: "eu-west-1") == [:])
        try await store.write(["region": hold], region: "eu-west-1")
        try await bench.pass(.seconds(6 * 86400))
        hold.releasedAt = bench.clock.now
        #expect(try await store.holds(["region", "zone"], region: "eu-west-1") == ["region": Hold(heldAt: hold.heldAt)])
        try await store.write(["region": hold], region: "eu-west-1")
        try await bench.pass(.seconds(6 * 86400))
        #expect(try await store.holds(["region"], region: "eu-west-1") == ["region": hold])
        #expect(try await store.holds(["region"], region: "us-east-1") == [:])
        try await bench.pass(.seconds(86400 + 1))
        #expect(try await store.holds(["region"], region: "eu-west-1") == [:])
      }
    }
  }

  @Test(
    "what a group was told to replace is kept by its last time, until six hours after the last or a person's word",
    arguments: Kind.allCases)
  func replacements(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      let (group, other) = ("111122223333/a group, ünusual", "111122223333/web")
      let first = Replacement(ec2Instance: "i-1", at: bench.clock.now, template: "lt-1:$Latest")
      try await bench.open { store async throws in
        #expect(try await store.replacements(in: [], region: "eu-west-1") == [:])
        #expect(try await store.replacements(in: [group], region: "eu-west-1")[group] == [])
        try await store.note(first, in: group, region: "eu-west-1")
        try await bench.pass(.seconds(3600))
        let again = Replacement(ec2Instance: "i-1", at: bench.clock.now, template: nil)
        try await store.note(again, in: group, region: "eu-west-1")
        let second = Replacement(ec2Instance: "i-2", at: bench.clock.now, template: nil)
        try await store.note(second, in: group, region: "eu-west-1")
        #expect(try await store.replacements(in: [group, other], region: "eu-west-1") == [group: [again, second], other: []])
        #expect(try await store.replacements(in: [group], region: "us-east-1") == [group: []])
      }
      try await bench.open(.readOnly) { store async throws in
        #expect(try await store.replacements(in: [group], region: "eu-west-1")[group]?.count == 2)
      }
      try await bench.open { store async throws in
        #expect(try await store.forgetReplacements(in: group, region: "eu-west-1"))
        #expect(try await store.forgetReplacements(in: group, region: "eu-west-1") == false)
        #expect(try await store.replacements(in: [group], region: "eu-west-1") == [group: []])
        try await store.note(first, in: other, region: "eu-west-1")
        try await bench.pass(Replacement.memory + .seconds(60))
        #expect(try await store.replacements(in: [other], region: "eu-west-1") == [other: []])
      }
    }
  }

  @Test("what was told is kept for 7 days after the last change", arguments: Kind.allCases)
  func told(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await store.told([production]) == [production: [:]])
        try await store.tell(["a": "held brake", "b": "due \"now\" 🙂"], of: production)
        try await bench.pass(.seconds(6 * 86400))
        try await store.tell(["a": nil, "c": "striking"], of: production)
        try await bench.pass(.seconds(6 * 86400))
        #expect(try await store.told([production, staging]) == [production: ["b": "due \"now\" 🙂", "c": "striking"], staging: [:]])
        try await bench.pass(.seconds(86400 + 1))
        #expect(try await store.told([production]) == [production: [:]])
      }
    }
  }

  @Test("targets are known by themselves, and strikes can be removed by hand", arguments: Kind.allCases)
  func targets(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await store.targets() == [:])
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        let first = bench.clock.now
        try await bench.pass(.seconds(90))
        _ = try await bench.sweep("s2", staging, on: store)
        #expect(try await store.targets() == [production: first, staging: bench.clock.now])
        try await store.clear(["a", "nobody"], of: production)
        try await store.clear([], of: production)
        #expect(try await bench.memory(on: store).records.keys.sorted() == ["b"])
      }
      if kind == .memory { return }
      try await bench.open(.readOnly) { store async throws in
        _ = await #expect(throws: StoreError.self) { try await store.clear(["b"], of: production) }
      }
    }
  }

  @Test("nobody in particular may read what somebody owns, and only read", arguments: [Kind.file, .redis])
  func anybody(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.scope(.readOnly) { store in
        try await store.open(as: nil)
        #expect(try await store.owner() == nil)
        await store.close()
      }
      try await bench.open { _ in }
      try await bench.scope(.readOnly) { store in
        try await store.open(as: nil)
        #expect(try await store.owner() == Bench.owner)
        await store.close()
      }
      try await bench.scope(.readWrite) { store in
        await #expect(throws: StoreError.self) { try await store.open(as: nil) }
        await store.close()
      }
    }
  }
}
