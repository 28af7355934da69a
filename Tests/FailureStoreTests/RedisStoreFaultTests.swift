import AgentHealth
import Network
import Redis
import TestSupport
import Testing

@testable import FailureStore

@Suite("The Redis store when Redis or its keys are broken")
struct RedisStoreFaultTests {
  static let target = RedisStoreTests.target

  @Test(
    "a damaged key is no record and no failure, and the next sweeps count on",
    arguments: [
      ["SET", "strikes:a", "many"], ["SET", "strikes:a", "-1"], ["SET", "strikes:a", "9223372036854775807"], ["SET", "strikes:a", ""],
      ["LPUSH", "strikes:a", "1"], ["DEL", "strikes:a"], ["SET", "since:a", ""], ["SET", "since:a", "yesterday 1 7 - -"],
      ["SET", "since:a", "1700000000000 2 7 - -"], ["SET", "since:a", "99999999999999999 1 7 - -"],
      ["SET", "since:a", "1700000000000 1 x - -"],
      ["SET", "since:a", "1700000000000 1 7 , -"], ["SET", "since:a", "1700000000000 1 7 - x"], ["SET", "since:a", "1700000000000 1 7 -"],
      ["SET", "since:a", "\u{FFFD}"], ["HSET", "since:a", "b", "c"], ["DEL", "since:a"], ["SADD", "seen:a", "s1"], ["DEL", "seen:a"],
      ["SET", "struck", "a"], ["DEL", "struck"],
    ])
  func damaged(command: [String]) async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        let key = "\(Self.target):\(command[1])"
        _ = try await server.outside.pipeline([RedisCommand("DEL", key), RedisCommand(words: [command[0], key] + command.dropFirst(2))])
        #expect(try await bench.memory(on: store).records["a"] == nil)

        // The first sweep may find the damage only when it writes, and must not know less than it says.
        try await bench.pass(.seconds(600))
        guard case .counted = try await bench.sweep("s2", disconnected: ["a", "b"], on: store) else {
          Issue.record("not counted")
          return
        }
        #expect(try await bench.memory(on: store).records["a"]?.count == 1)
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s3", disconnected: ["a", "b"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
      }
    }
  }

  @Test(
    "a damaged mark or journal is none, and is written anew",
    arguments: [
      ["SET", "swept", "s1"], ["SET", "swept", "s1 x"], ["SET", "swept", ""], ["RPUSH", "swept", "s1 1"], ["SET", "journal", "x"],
      ["HSET", "journal", "i-0123456789abcdef0", "not JSON"], ["HSET", "journal", "i-0123456789abcdef0", "7"],
      ["HSET", "journal", "i-0123456789abcdef0", "{\"owner\": 7}"],
    ])
  func damagedMark(command: [String]) async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        let key = "\(Self.target):\(command[1])"
        _ = try await server.outside.pipeline([RedisCommand("DEL", key), RedisCommand(words: [command[0], key] + command.dropFirst(2))])
        let memory = try await bench.memory(on: store)
        #expect(memory.journal == [:])
        #expect(memory.swept?.id == (command[1] == "swept" ? nil : "s1"))
        try await bench.pass(.seconds(600))
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == (command[1] == "swept" ? 1 : 2))
        let entry = bench.entry(owner: "one")
        #expect(try await store.claim(entry, now: bench.clock.now))
        #expect(try await bench.memory(on: store).journal == [entry.ec2Instance: entry])
        try await store.settle(entry)
        #expect(try await bench.memory(on: store).journal == [:])
      }
    }
  }

  @Test("a newer layout, and keys that are not ours, are refused")
  func schema() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      for (key, value, part) in [("schema", "3", "version 3"), ("schema", "x", "not written by"), ("owner", "me", "not written by")] {
        try await server.send("FLUSHALL")
        try await server.send("SET", "ecs-agent-monitor:{install}:\(key)", value)
        for access in [StoreAccess.readOnly, .readWrite] {
          let error = await #expect(throws: StoreError.self) { try await bench.open(access) { _ in } }
          #expect(error?.kind == .schema)
          #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
        }
        #expect(try await server.send("GET", "ecs-agent-monitor:{install}:\(key)").string == value)
      }
    }
  }

  @Test("a full Redis counts nothing and says so")
  func full() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        try await bench.pass(.seconds(600))
        try await server.send("CONFIG", "SET", "maxmemory", "1")
        guard case .failed(let why) = try await bench.sweep("s2", disconnected: ["a"], on: store) else {
          Issue.record("counted")
          return
        }
        #expect(why.contains("OOM"), "\(why)")
        try await server.send("CONFIG", "SET", "maxmemory", "0")
        #expect(try await bench.sweep("s3", disconnected: ["a"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
      }
    }
  }

  @Test("a Redis that cannot be reached is said to be so, and counts nothing")
  func unreachable() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await server.withStore { store async throws in
        try await store.open(as: Bench.owner)
        server.process.signal(9)
        _ = try await server.process.exitStatus()
        let error = await #expect(throws: StoreError.self) { _ = try await store.recall([production]) }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.contains("127.0.0.1:\(server.port)") == true, "\(error?.message ?? "")")
        guard case .failed(let why) = await store.count([bench.count("s1", disconnected: ["a"], after: Memory())])[production] else {
          Issue.record("counted")
          return
        }
        #expect(why.contains("127.0.0.1:\(server.port)"), "\(why)")
        await #expect(throws: StoreError.self) { _ = try await store.claim(bench.entry(owner: "one"), now: bench.clock.now) }
      }
    }
  }

  /// What comes of counting 250 instances, three blocks, on a server with faults.
  private static func count(
    also other: Target? = nil, _ answer: @escaping @Sendable ([String], _ earlier: Int) -> FakeRedis.Answer
  ) async throws -> (results: [Target: CountResult], fake: FakeRedis) {
    try await FakeRedis.with(answer) { fake in
      let loop = try EventLoop()
      defer { loop.stop() }
      let bench = Bench(clock: HandClock(), scope: { _, _ in }, elapse: { _ in })
      var counts = [bench.count("s1", production, disconnected: Set(instances), after: Memory())]
      if let other { counts.append(bench.count("s1", other, disconnected: ["a"], after: Memory())) }
      var results: [Target: CountResult] = [:]
      try await StoreServer.withStore(port: fake.port, loop: loop) { store async throws in results = await store.count(counts) }
      return (results, fake)
    }
  }

  private static let instances = (1000..<1250).map { "i\($0)" }

  @Test("a server without faults counts everything, the mark last")
  func noFault() async throws {
    let (results, fake) = try await Self.count(also: staging) { _, _ in .usual }
    #expect(results == [production: .counted(unknown: []), staging: .counted(unknown: [])])
    #expect(fake.count(of: "EXEC") == 6, "two turns, three blocks and one")
    let own = fake.commands.filter { $0.count > 1 && $0[1].hasPrefix(Self.target) }
    #expect(own.last?.prefix(2) == ["SET", "\(Self.target):swept"])
  }

  @Test("a block whose answer was lost is never sent again, its instances are unknown, and the others are counted", arguments: 0...2)
  func lostAnswer(lost: Int) async throws {
    let (results, fake) = try await Self.count { words, earlier in words.first == "SADD" && earlier == lost ? .close : .usual }
    #expect(results == [production: .counted(unknown: Set(Self.instances[(100 * lost)..<min(100 * lost + 100, 250)]))])
    #expect(fake.count(of: "SADD") == 3)
    #expect(Set(fake.commands.filter { $0.first == "SADD" }.flatMap { $0.dropFirst(2) }) == Set(Self.instances))
  }

  @Test("a target all of whose answers were lost has failed")
  func allLost() async throws {
    let (results, fake) = try await Self.count { words, earlier in words == ["EXEC"] && earlier > 0 ? .close : .usual }
    guard case .failed(let why) = results[production] else {
      Issue.record("counted without an answer")
      return
    }
    #expect(why.contains("127.0.0.1:\(fake.port)"), "\(why)")
    #expect(fake.count(of: "SADD") == 3)
  }

  @Test("a turn whose answer was lost counts nothing")
  func lostTurn() async throws {
    let (results, fake) = try await Self.count(also: staging) { words, _ in words.first == "GET" ? .close : .usual }
    for target in [production, staging] {
      guard case .failed = results[target] else {
        Issue.record("\(target) counted without an answer")
        continue
      }
    }
    #expect(fake.count(of: "SADD") == 0)
    #expect(fake.count(of: "SET") <= 2, "and is not taken again")
  }

  /// Refuses the first `SET` of all, which is that of a server that still loads.
  private static let loading: @Sendable ([String], Int) -> FakeRedis.Answer = { words, earlier in
    switch words.first {
    case "SET" where earlier == 0: .bytes("-LOADING Redis is loading the dataset in memory\r\n")
    case "EXEC" where earlier == 0: .bytes("-EXECABORT Transaction discarded because of previous errors.\r\n")
    default: .usual
    }
  }

  @Test("a turn that was refused for now is taken before the mark is looked at")
  func lateTurn() async throws {
    let (results, fake) = try await Self.count(Self.loading)
    #expect(results == [production: .counted(unknown: [])])
    let order = fake.commands.filter { $0.count > 1 && ["turn", "swept"].map { "\(Self.target):\($0)" }.contains($0[1]) }.map(\.first)
    #expect(order == ["SET", "GET", "SET", "GET", "SET"], "the last is the mark of this sweep")
  }

  @Test("a claim of the prefix that was refused for now is made before it is read who has it")
  func lateClaim() async throws {
    try await FakeRedis.with(Self.loading) { fake in
      let loop = try EventLoop()
      defer { loop.stop() }
      try await StoreServer.withStore(port: fake.port, loop: loop) { store async throws in try await store.open(as: Bench.owner) }
      let order = fake.commands.compactMap(\.first).filter { ["SET", "GET"].contains($0) }
      #expect(order == ["SET", "SET", "GET", "GET", "SET", "SET", "GET", "GET"])
    }
  }

  @Test("a target with a block that was refused has failed, is not marked as swept, and the others are counted")
  func refused() async throws {
    let isSecondBlock = Lock(false)
    let (results, fake) = try await Self.count(also: staging) { words, _ in
      if words.first == "SADD" { isSecondBlock.withLock { $0 = words.contains("i1100") } }
      let isRefused = words == ["EXEC"] && isSecondBlock.withLock { $0 }
      return isRefused ? .bytes("-EXECABORT Transaction discarded because of previous errors.\r\n") : .usual
    }
    guard case .failed(let why) = results[production] else {
      Issue.record("counted with a refused block")
      return
    }
    #expect(why.contains("EXECABORT"), "\(why)")
    #expect(results[staging] == .counted(unknown: []))
    #expect(fake.count(of: "EXEC") == 5)
    #expect(!fake.commands.contains { $0.prefix(2) == ["SET", "\(Self.target):swept"] })
  }

  @Test("a count that is not the expected one is set to 1 at once")
  func unexpected() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a", "b"], on: store)
        try await bench.pass(.seconds(600))
        let count = bench.count("s2", disconnected: ["a", "b"], after: try await bench.memory(on: store))
        try await server.send("SET", "\(Self.target):strikes:a", "9", "PX", "60000")
        #expect(await store.count([count]) == [production: .counted(unknown: ["a"])])
        #expect(try await server.send("GET", "\(Self.target):strikes:a").string == "1")
        #expect(try await bench.memory(on: store).records.mapValues(\.count) == ["a": 1, "b": 2])
      }
    }
  }
}
