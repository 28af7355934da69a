import AgentHealth
import FailureStore
import Redis
import Testing

@Suite("Every store keeps the budgets of all workers by the same contract")
struct BudgetContractTests {
  static func claim(
    _ number: Int, cluster: String = "c", group: String? = "g", isOpen: Bool = false, hour: Int = 100, sweep: Int = 100,
    groupLimit: Int = 100,
    clusterLimit: Int = 100
  ) -> BudgetClaim {
    BudgetClaim(
      instance: "a/r/i-\(number)", cluster: "a/r/\(cluster)", group: group.map { "a/r/\($0)" }, isOpen: isOpen,
      limits: BudgetLimits(perHour: hour, perSweep: sweep, perGroup: groupLimit, perCluster: clusterLimit))
  }

  /// Claims one by one, and says which were granted.
  static func granted(_ claims: [BudgetClaim], _ sweep: String, _ store: any StrikeStore) async throws -> [Bool] {
    try await store.claimBudget(claims, sweepID: sweep).map { $0 == .granted }
  }

  @Test("as many are granted as each budget says, over all sweeps, in the order of the claims", arguments: Kind.allCases)
  func limits(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let hourly = (1...4).map { Self.claim($0, hour: 3) }
        #expect(try await store.claimBudget(Array(hourly[..<2]), sweepID: "s1") == [.granted, .granted])
        #expect(try await store.claimBudget(Array(hourly[2...]), sweepID: "s2") == [.granted, .refused(.perHour, count: 3)])
        #expect(try await store.claimBudget([Self.claim(5, sweep: 2)], sweepID: "s1") == [.refused(.perSweep, count: 2)])
        #expect(try await store.claimBudget([Self.claim(5, clusterLimit: 3)], sweepID: "s3") == [.refused(.perCluster, count: 3)])
        #expect(try await store.claimBudget([Self.claim(5, cluster: "d", groupLimit: 3)], sweepID: "s3") == [.refused(.perGroup, count: 3)])
        #expect(
          try await store.claimBudget(
            [Self.claim(5, cluster: "d", group: nil, groupLimit: 0), Self.claim(6, isOpen: true, groupLimit: 3, clusterLimit: 3)],
            sweepID: "s3")
            == [.granted, .granted], "without a group no group is full; what is open holds its place already")
        #expect(try await store.claimBudget([], sweepID: "s3") == [])
      }
    }
  }

  @Test("a sweep that is tried again is granted what it was, and counts nothing twice", arguments: Kind.allCases)
  func retried(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      let claims = (1...2).map { Self.claim($0, hour: 2, sweep: 2, groupLimit: 2, clusterLimit: 2) }
      for _ in 1...3 {
        try await bench.open { store async throws in #expect(try await Self.granted(claims, "s1", store) == [true, true]) }
      }
      try await bench.open { store async throws in
        #expect(try await Self.granted([Self.claim(3, sweep: 2)], "s1", store) == [false])
        #expect(try await Self.granted([claims[0]], "s2", store) == [true], "the same instance is the same remediation, whoever asks")
        #expect(try await store.budget(sweepID: "s1").begun.count == 2)
      }
    }
  }

  @Test("two registrations of one machine, in two clusters, take turns in the budgets", arguments: Kind.allCases)
  func registrations(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let (one, other) = (Self.claim(1), Self.claim(1, cluster: "d"))
        #expect(try await Self.granted([one], "s1", store) == [true])
        #expect(try await store.claimBudget([other], sweepID: "s2") == [.refused(.duplicateRegistration, count: 1)])
        #expect(try await store.budget(sweepID: "s2").open[one.instance]?.cluster == one.cluster)
        let begun = Self.claim(1, cluster: "d", isOpen: true)
        #expect(try await Self.granted([begun], "s3", store) == [true], "what is begun goes on, whichever registration is left of it")
        try await store.releaseBudget(one.instance, sweepID: "s3")
        #expect(try await Self.granted([other, one], "s2", store) == [true, false])
      }
    }
  }

  @Test("what was never begun is taken back, what has ended frees its place only", arguments: Kind.allCases)
  func release(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        let one = Self.claim(1, hour: 1, sweep: 1, groupLimit: 1, clusterLimit: 1)
        let two = Self.claim(2, hour: 1, sweep: 1, groupLimit: 1, clusterLimit: 1)
        #expect(try await Self.granted([one, two], "s1", store) == [true, false])
        try await store.releaseBudget(one.instance, sweepID: "s1")
        #expect(try await Self.granted([two], "s1", store) == [true])
        try await store.settleBudget(two.instance)
        #expect(try await store.claimBudget([Self.claim(3, groupLimit: 1, clusterLimit: 1)], sweepID: "s2") == [.granted])
        #expect(try await store.claimBudget([Self.claim(4, hour: 2)], sweepID: "s2") == [.refused(.perHour, count: 2)])
        try await store.releaseBudget("nobody", sweepID: "s9")
        try await store.settleBudget("nobody")
      }
    }
  }

  @Test("a plan reads the budgets and writes nothing", arguments: Kind.allCases)
  func readOnly(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await store.budget(sweepID: "s1").isEmpty)
        _ = try await store.claimBudget([Self.claim(1), Self.claim(2, group: nil)], sweepID: "s1")
        let book = try await store.budget(sweepID: "s1")
        #expect(Set(book.begun.keys) == ["a/r/i-1", "a/r/i-2"])
        #expect(book.open.mapValues(\.group) == ["a/r/i-1": "a/r/g", "a/r/i-2": nil])
        #expect(book.open.values.allSatisfy { $0.cluster == "a/r/c" })
        #expect(book.sweeps["s1"]?.instances == ["a/r/i-1", "a/r/i-2"])
      }
      if kind == .memory { return }
      try await bench.open(.readOnly) { store async throws in
        #expect(try await store.budget(sweepID: "s2").begun.count == 2)
        await #expect(throws: StoreError.self) { _ = try await store.claimBudget([Self.claim(3)], sweepID: "s2") }
        await #expect(throws: StoreError.self) { try await store.releaseBudget("a/r/i-1", sweepID: "s1") }
        await #expect(throws: StoreError.self) { try await store.settleBudget("a/r/i-1") }
      }
    }
  }

  @Test("the hour slides", arguments: [Kind.memory, .file])
  func slides(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await Self.granted([Self.claim(1, hour: 2)], "s1", store) == [true])
        try await bench.pass(.seconds(1800))
        #expect(try await Self.granted([Self.claim(2, hour: 2), Self.claim(3, hour: 2)], "s2", store) == [true, false])
        try await bench.pass(.seconds(1799))
        #expect(try await Self.granted([Self.claim(3, hour: 2)], "s3", store) == [false])
        try await bench.pass(.seconds(1))
        #expect(try await Self.granted([Self.claim(3, hour: 2), Self.claim(4, hour: 2)], "s4", store) == [true, false])
      }
    }
  }

  @Test("what a dead sweep was granted and another begins later counts from then", arguments: [Kind.memory, .file])
  func grantedAgain(kind: Kind) async throws {
    try await Bench.with(kind) { bench in
      try await bench.open { store async throws in
        #expect(try await Self.granted([Self.claim(1, hour: 1)], "dead", store) == [true])
        try await bench.pass(.seconds(3000))
        #expect(try await Self.granted([Self.claim(1, hour: 1)], "s2", store) == [true])
        try await bench.pass(.seconds(900))
        #expect(try await Self.granted([Self.claim(2, hour: 1)], "s3", store) == [false])
        try await bench.pass(.seconds(2700))
        #expect(try await Self.granted([Self.claim(2, hour: 1)], "s4", store) == [true])
      }
    }
  }

  @Test("Redis decides any sequence of claims as the pure rule does")
  func sameRule() async throws {
    var random = SystemRandomNumberGenerator()
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        var book = BudgetBook()
        let now = bench.clock.now
        for round in 1...150 {
          let claims = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            Self.claim(
              Int.random(in: 1...12, using: &random), cluster: "c\(Int.random(in: 1...3, using: &random))",
              group: [nil, "g", "h \t/x"].randomElement(using: &random)!, isOpen: Int.random(in: 0...4, using: &random) == 0,
              hour: Int.random(in: 1...12, using: &random), sweep: Int.random(in: 1...4, using: &random),
              groupLimit: Int.random(in: 0...5, using: &random), clusterLimit: Int.random(in: 0...5, using: &random))
          }
          let sweep = "s\(Int.random(in: 1...5, using: &random))"
          let expected = book.claim(claims, sweepID: sweep, at: now)
          #expect(try await store.claimBudget(claims, sweepID: sweep) == expected, "round \(round), \(sweep): \(claims)")
          let instance = "a/r/i-\(Int.random(in: 1...12, using: &random))"
          if round % 3 == 0 {
            book.settle(instance)
            try await store.settleBudget(instance)
          } else if round % 7 == 0 {
            book.release(instance, sweepID: sweep)
            try await store.releaseBudget(instance, sweepID: sweep)
          }
          let read = try await store.budget(sweepID: sweep)
          #expect(Set(read.begun.keys) == Set(book.begun.keys))
          #expect(read.open.mapValues { [$0.cluster, $0.group] } == book.open.mapValues { [$0.cluster, $0.group] })
          #expect(read.sweeps[sweep]?.instances ?? [] == book.sweeps[sweep]?.instances ?? [])
        }
      }
    }
  }

  @Test("in Redis the hour slides by the server's clock, and what a clock that is gone has written counts for nothing")
  func redisHour() async throws {
    try await StoreServer.with { server in
      let bench = server.bench()
      try await bench.open { store async throws in
        #expect(try await Self.granted([Self.claim(1, hour: 1, groupLimit: 1)], "s1", store) == [true])
        let seconds = try #require(try await server.send("TIME").elements?.first?.int)
        let ago = String((seconds - 3599) * 1000 + 900)
        try await server.send("ZADD", "ecs-agent-monitor:{budget}:hour", ago, "a/r/i-1")
        #expect(try await store.claimBudget([Self.claim(2, hour: 1)], sweepID: "s2") == [.refused(.perHour, count: 1)])
        #expect(try await Self.granted([Self.claim(1, hour: 1, groupLimit: 1)], "s3", store) == [true])
        let renewed = try #require(
          try await server.send("ZSCORE", "ecs-agent-monitor:{budget}:hour", "a/r/i-1").string.flatMap(Double.init))
        #expect(renewed >= Double(seconds) * 1000, "it is begun anew")
        for time in [(seconds - 3601) * 1000, (seconds + 8000) * 1000] {
          try await server.send("ZADD", "ecs-agent-monitor:{budget}:hour", String(time), "a/r/i-1")
          try await server.send("ZADD", "ecs-agent-monitor:{budget}:open", String(time), "a/r/i-1\ta/r/c\ta/r/g")
          #expect(try await Self.granted([Self.claim(2, hour: 1, groupLimit: 1)], "s2", store) == [true])
          try await store.releaseBudget("a/r/i-2", sweepID: "s2")
        }
      }
    }
  }

  @Test("of two hundred claims by twenty connections at once as many are granted as the hour allows")
  func manyWorkers() async throws {
    try await StoreServer.with { server in
      try await server.bench().open { _ in }
      let granted = try await withThrowingTaskGroup(of: Int.self) { group in
        for worker in 0..<20 {
          group.addTask {
            var granted = 0
            try await server.withStore { store in
              for number in 0..<10 {
                let claims = [Self.claim(worker * 10 + number, cluster: "c\(number)", group: nil, hour: 37)]
                granted += try await store.claimBudget(claims, sweepID: "s\(worker)").count { $0 == .granted }
              }
            }
            return granted
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(granted == 37)
      #expect(try await server.lifetimes().filter { $0.key.contains("{budget}") }.allSatisfy { $0.value > 0 })
    }
  }
}
