import AgentHealth
import Foundation
import Network
import Redis
import TestSupport
import Testing

@testable import FailureStore

@Suite("The Redis store")
struct RedisStoreTests {
  static let target = "ecs-agent-monitor:{111122223333:eu-west-1:production}"

  @Test("the keys and texts are those of the documentation")
  func layout() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        _ = try await store.claim(bench.entry(owner: "one"), now: bench.clock.now)
      }
      let lifetimes = try await server.lifetimes()
      let expected: [String: ClosedRange<Int>] = [
        "ecs-agent-monitor:{install}:schema": -1 ... -1, "ecs-agent-monitor:{install}:owner": -1 ... -1,
        "ecs-agent-monitor:{install}:targets": 2_500_000_000...2_592_000_000,
        "\(Self.target):turn": 1...60_000, "\(Self.target):swept": 2_500_000_000...2_592_000_000,
        "\(Self.target):struck": 10_000_000...10_800_000,
        "\(Self.target):strikes:a": 10_000_000...10_800_000, "\(Self.target):seen:a": 10_000_000...10_800_000,
        "\(Self.target):since:a": 10_000_000...10_800_000, "\(Self.target):journal": 2_500_000_000...2_592_000_000,
      ]
      #expect(Set(lifetimes.keys) == Set(expected.keys))
      for (key, range) in expected { #expect(range.contains(lifetimes[key] ?? 0), "\(key): \(lifetimes[key] ?? 0)") }
      for (key, value) in [
        ("ecs-agent-monitor:{install}:schema", "2"), ("ecs-agent-monitor:{install}:owner", "111122223333/default"),
        ("\(Self.target):turn", "nonce"), ("\(Self.target):swept", "s1 1700000000000"), ("\(Self.target):strikes:a", "1"),
        ("\(Self.target):seen:a", "s1"), ("\(Self.target):since:a", "1700000000000 1 7 - -"),
      ] {
        #expect(try await server.send("GET", key).string == value)
      }
      #expect(try await server.send("SMEMBERS", "\(Self.target):struck").elements?.map(\.string) == ["a"])
      #expect(try await server.send("HKEYS", "\(Self.target):journal").elements?.map(\.string) == ["i-0123456789abcdef0"])
    }
  }

  @Test("every key but schema and owner has a TTL, at any moment while a thousand instances are written")
  func lifetimes() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      let instances = Set((1...1000).map { "instance-\($0)" })
      let isDone = Lock(false)
      let samples = try await withThrowingTaskGroup(of: Int.self) { group in
        group.addTask {
          var samples = 0
          while !isDone.withLock({ $0 }) {
            let immortal = try await server.lifetimes().filter { $0.value < 0 }.keys
            #expect(Set(immortal).isSubset(of: ["ecs-agent-monitor:{install}:schema", "ecs-agent-monitor:{install}:owner"]))
            samples += 1
          }
          return samples
        }
        defer { isDone.withLock { $0 = true } }
        try await bench.open { store async throws in
          for number in 1...8 {
            let cleared = number.isMultiple(of: 3) ? Set(instances.prefix(300)) : []
            _ = try await bench.sweep("s\(number)", disconnected: instances.subtracting(cleared), cleared: cleared, on: store)
            // The turn is given back by hand: the sampler must not see time pass.
            try await server.send("DEL", "\(Self.target):turn")
            _ = try await store.claim(bench.entry(owner: "\(number)"), now: bench.clock.now)
            try await store.settle(bench.entry(owner: "\(number)"))
          }
        }
        isDone.withLock { $0 = true }
        return try await group.next() ?? 0
      }
      #expect(samples > 3, "the sampler did look")
    }
  }

  @Test("fifty sweeps that count at once count one strike")
  func race() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in _ = try await bench.sweep("s0", disconnected: ["a", "b"], on: store) }
      try await bench.pass(.seconds(600))
      let results = try await withThrowingTaskGroup(of: CountResult?.self) { group in
        for number in 1...50 {
          group.addTask {
            try await bench.open { store async throws in
              try await bench.sweep("s\(number)", disconnected: ["a", "b"], nonce: "n\(number)", on: store)
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.filter { $0 == .counted(unknown: []) }.count == 1)
      #expect(results.filter { $0 == .countedElsewhere }.count == 49)
      try await bench.open(.readOnly) { store async throws in
        #expect(try await bench.memory(on: store).records.mapValues(\.count) == ["a": 2, "b": 2])
      }
    }
  }

  @Test("a sweep that stalls until its turn has passed to another doubles no strike")
  func stalled() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      let client = server.outside
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        try await bench.pass(.seconds(600))
        // Turn and mark were in order; then this one sleeps, and another sweep counts.
        let slow = bench.count("s2", disconnected: ["a"], after: try await bench.memory(on: store))
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .counted(unknown: []))
        let keys = try RedisKeys(prefix: "ecs-agent-monitor")
        let blocks = CountBlock.blocks(of: slow, keys: keys).map { $0.entries.map(\.command) }
        guard case .applied(let replies) = try await client.transaction(blocks[0]) else { throw StoreError(.unavailable, "not applied") }
        #expect(replies.first == .integer(3), "three where it took two for certain")
        #expect(try await server.send("GET", "\(Self.target):strikes:a").string == "3")
        #expect(try await bench.memory(on: store).records == [:], "even if it dies before it sets the count to 1, nobody trusts it")
      }
    }
  }

  @Test("a sweep that dies between two blocks loses strikes and doubles none")
  func diesBetweenBlocks() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      let instances = Set((1...150).map { "instance-\($0)" })
      let keys = try RedisKeys(prefix: "ecs-agent-monitor")
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: instances, on: store)
        try await bench.pass(.seconds(600))
        let blocks = CountBlock.blocks(of: bench.count("s2", disconnected: instances, after: try await bench.memory(on: store)), keys: keys)
        #expect(blocks.map(\.instances.count) == [100, 50])
        _ = try await server.outside.transaction(blocks[0].entries.map(\.command))

        // The same sweep again completes it.
        let memory = try await bench.memory(on: store)
        #expect(memory.swept?.id == "s1")
        let retry = bench.count("s2", disconnected: instances, after: memory, nonce: "again")
        #expect(await store.count([retry])[production] == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records.values.allSatisfy { $0.count == 2 })

        // Another sweep begins those of the first block anew.
        try await bench.pass(.seconds(600))
        let third = CountBlock.blocks(of: bench.count("s3", disconnected: instances, after: try await bench.memory(on: store)), keys: keys)
        _ = try await server.outside.transaction(third[0].entries.map(\.command))
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s4", disconnected: instances, on: store) == .counted(unknown: []))
        let records = try await bench.memory(on: store).records
        #expect(records.values.filter { $0.count == 1 }.count == 100)
        #expect(records.values.filter { $0.count == 3 }.count == 50)
      }
    }
  }

  @Test("keys that vanish between recall and count begin runs anew, and are said to be unknown")
  func flushed() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        try await bench.pass(.seconds(600))
        let count = bench.count("s2", disconnected: ["a", "b"], after: try await bench.memory(on: store))
        try await server.send("DEL", "\(Self.target):strikes:a")
        #expect(await store.count([count]) == [production: .counted(unknown: ["a"])])
        let records = try await bench.memory(on: store).records
        #expect(records.mapValues(\.count) == ["a": 1, "b": 2])
        #expect(records["a"]?.since == bench.clock.now)

        try await bench.pass(.seconds(600))
        let next = bench.count("s3", disconnected: ["a", "b"], after: try await bench.memory(on: store))
        try await server.send("FLUSHALL")
        #expect(await store.count([next]) == [production: .countedElsewhere], "its mark is gone too")
        #expect(try await bench.memory(on: store).records == [:])
      }
    }
  }

  @Test("a read-only store sends only commands that read")
  func readOnly() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in _ = try await bench.sweep("s1", disconnected: ["a"], on: store) }
      let before = try await server.send("EVAL", "return #redis.call('KEYS', '*')", "0")
      try await ChildProcess.with("redis-cli", ["-p", "\(server.port)", "MONITOR"]) { monitor in
        try await monitor.waitForOutput("OK")
        try await bench.open(.readOnly) { store async throws in
          #expect(try await bench.memory(on: store).records["a"]?.count == 1)
          guard case .failed = try await bench.sweep("s2", disconnected: ["a"], on: store) else {
            Issue.record("counted")
            return
          }
          await #expect(throws: StoreError.self) { _ = try await store.claim(bench.entry(owner: "one"), now: bench.clock.now) }
          await #expect(throws: StoreError.self) { try await store.journal(bench.entry(owner: "one")) }
          await #expect(throws: StoreError.self) { try await store.settle(bench.entry(owner: "one")) }
        }
        try await server.send("ECHO", "the end")
        try await monitor.waitForOutput("the end")
        let names = monitor.output.split(separator: "\n").dropFirst().compactMap { line in
          line.split(separator: "\"").dropFirst().first.map { String($0).uppercased() }
        }
        #expect(Set(names).isSuperset(of: ["GET", "MGET", "SMEMBERS", "HGETALL"]))
        #expect(
          Set(names).isSubset(of: ["GET", "MGET", "SMEMBERS", "HGETALL", "ECHO", "CLIENT", "CLUSTER", "SELECT", "AUTH", "HELLO", "PING"]),
          "\(names)")
      }
      #expect(try await server.send("EVAL", "return #redis.call('KEYS', '*')", "0") == before)
    }
  }

  @Test("a read-only store accepts a prefix that nobody owns, and leaves it so")
  func readOnlyUnowned() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open(.readOnly) { store async throws in #expect(try await bench.memory(on: store) == Memory()) }
      #expect(try await server.lifetimes() == [:])
    }
  }

  /// The list in Documentation/store.md.
  private static func documentedCommands() throws -> String {
    let page = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../Documentation/store.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let after = try #require(text.components(separatedBy: "Commands that an ACL user needs: `").dropFirst().first)
    return try #require(after.components(separatedBy: "`").first).lowercased()
  }

  @Test("a user with exactly the documented commands and keys can sweep, and plan with those that read")
  func accessList() async throws {
    let reading = "get mget smembers hgetall zrange select client|setname cluster|slots"
    let documented = try Self.documentedCommands()
    func rules(_ commands: String) -> [String] { commands.split(separator: " ").map { "+\($0)" } }
    try await StoreServer.with { server in
      let clock = HandClock()
      let scope: @Sendable (StoreAccess, (any StrikeStore) async throws -> Void) async throws -> Void = { access, use in
        let user = access == .readOnly ? "planner" : "sweeper"
        try await StoreServer.withStore(port: server.port, loop: server.loop, access, user: user, password: "secret", use)
      }
      let bench = Bench(clock: clock, scope: scope, elapse: { try await server.elapse($0) })
      for (user, commands) in [("sweeper", documented), ("planner", reading)] {
        let words = ["ACL", "SETUSER", user, "on", ">secret", "~ecs-agent-monitor:*"] + rules(commands)
        #expect(try await server.outside.pipeline([RedisCommand(words: words)]) == [.status("OK")])
      }
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b", "c"], on: store)
        try await bench.pass(.seconds(600))
        try await server.send("DEL", "\(Self.target):strikes:c")
        _ = try await bench.sweep("s2", disconnected: ["a", "c"], cleared: ["b"], on: store)
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s3", disconnected: ["a", "c"], on: store) == .counted(unknown: []))
        #expect(try await store.claim(bench.entry(owner: "one"), now: clock.now))
        try await store.journal(bench.entry(owner: "one", step: .terminate))
        let claim = BudgetContractTests.claim(1)
        #expect(try await store.claimBudget([claim, claim], sweepID: "s3") == [.granted, .granted])
        try await store.settleBudget(claim.instance)
        try await store.releaseBudget(claim.instance, sweepID: "s3")
        let pause = Pause(scope: PauseScope(cluster: "web"), reason: "why", by: "who", since: clock.now, until: clock.now + .seconds(60))
        try await store.pause(pause)
        #expect(try await store.resume(pause.scope))
        try await store.resumeAll()
        try await store.pause(pause)
        try await store.clear(["nobody"], of: production)
        try await store.tell(["a": "due", "b": nil], of: production)
        let tally = Tally(account: "1", scope: "cluster:web", observed: 2, disconnected: 1, at: clock.now)
        for _ in 1...2 { try await store.write([tally], region: "eu-west-1") }
        try await store.write(["region": Hold(heldAt: clock.now)], region: "eu-west-1")
        for _ in 1...2 {
          try await store.note(Replacement(ec2Instance: "i-1", at: clock.now, template: nil), in: "1/web", region: "eu-west-1")
        }
        #expect(try await store.forgetReplacements(in: "1/batch", region: "eu-west-1") == false)
      }
      try await bench.open(.readOnly) { store async throws in
        #expect(try await store.pauses().list.count == 1)
        #expect(try await store.budget(sweepID: "s3").isEmpty)
        #expect(try await store.targets().count == 1)
        #expect(try await store.told([production]) == [production: ["a": "due"]])
        #expect(try await store.tallies(region: "eu-west-1").count == 1)
        #expect(try await store.holds(["region"], region: "eu-west-1").count == 1)
        #expect(try await store.replacements(in: ["1/web"], region: "eu-west-1")["1/web"]?.count == 1)
        let memory = try await bench.memory(on: store)
        #expect(memory.records.mapValues(\.count) == ["a": 3, "c": 2])
        #expect(memory.journal.count == 1)
      }
      try await bench.open { store async throws in
        try await store.settle(bench.entry(owner: "one"))
        #expect(try await bench.memory(on: store).journal == [:])
      }
    }
  }

  @Test("two prefixes know nothing of each other")
  func prefixes() async throws {
    try await StoreServer.with { server in
      let (apply, warn) = (server.bench(), server.bench(prefix: "ecs-agent-monitor:warn"))
      try await apply.open { store async throws in _ = try await apply.sweep("s1", disconnected: ["a"], on: store) }
      try await warn.open(as: StoreOwner(account: "444455556666", installation: "other")) { store async throws in
        #expect(try await warn.memory(on: store) == Memory())
        #expect(try await warn.sweep("s1", disconnected: ["a"], on: store) == .counted(unknown: []))
      }
    }
  }

  @Test(
    "a key prefix is refused unless it is 1 to 64 plain characters",
    arguments: ["", "a b", "a{b}", "prefix*", "ä", String(repeating: "x", count: 65)])
  func prefix(prefix: String) {
    let error = #expect(throws: StoreError.self) { try RedisKeys(prefix: prefix) }
    #expect(error?.kind == .configuration)
    #expect(throws: Never.self) { try RedisKeys(prefix: String(repeating: "x", count: 64)) }
  }
}
