import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("On a real redis-server")
struct RedisTests {
  static let fleet = MockFleet(accounts: 2, regions: 1, clusters: 2, instances: 4, disconnected: .count(1))

  static func with(
    password: String? = nil, options: MockOptions = MockOptions(), _ body: (Monitor, MockServer, RedisServer) async throws -> Void
  ) async throws {
    try await RedisServer.with(password.map { ["--requirepass", $0] } ?? []) { redis in
      try await withMockAWS(fleet: fleet, options: options) { mock in
        try await withTemporaryFolder { folder in
          let monitor = Monitor(folder: folder, mock: mock)
          try monitor.write(fleet, store: redis.location)
          try await body(monitor, mock, redis)
        }
      }
    }
  }

  @Test("sweeps strike, then replace what is disconnected, and nothing else")
  func replaces() async throws {
    try await Self.with { monitor, mock, _ in
      let dead = Set(mock.truth.filter { !$0.agentConnected }.map(\.ec2InstanceID))
      let first = try await monitor.run("--apply")
      #expect(first.status == 0, "\(first.errors) \(first.output)")
      #expect(first.report?.instances.map(\.strikes) == [1, 1, 1, 1])
      try await Monitor.passGap()
      let second = try await monitor.run("--apply")
      #expect(second.status == 0, "\(second.errors) \(second.output)")
      #expect(try #require(second.report).instances.allSatisfy { $0.isRemediated })
      #expect(Set(mock.mutations.filter { $0.operation == "TerminateInstances" }.flatMap(\.resources)) == dead)
      #expect(try monitor.files == ["clusters.json"])
    }
  }

  @Test("a plan sends only commands that read")
  func planReadsOnly() async throws {
    let reads: Set<String> = ["GET", "MGET", "HGETALL", "SMEMBERS", "ZRANGE", "SELECT", "CLIENT", "CLUSTER"]
    try await Self.with { monitor, _, redis in
      var runs: [Monitor.Run] = []
      let fresh = try await redis.commands { runs.append(try await monitor.run()) }
      #expect(!fresh.isEmpty && Set(fresh).isSubset(of: reads), "\(fresh)")
      #expect(try await redis.send("DBSIZE") == ["0"])

      let applying = try await redis.commands { runs.append(try await monitor.run("--apply")) }
      #expect(applying.contains("MULTI"), "the monitor sees what is written")
      let before = try await redis.send("DEBUG", "DIGEST")
      let plan = try await redis.commands { runs.append(try await monitor.run()) }
      #expect(runs.allSatisfy { $0.status == 0 && $0.report?.instances.count == 4 }, "\(runs)")
      #expect(plan.contains("MGET") && Set(plan).isSubset(of: reads), "\(plan)")
      #expect(try await redis.send("DEBUG", "DIGEST") == before)
    }
  }

  @Test("every key but the named ones has a TTL at every moment of a sweep")
  func everyKeyExpires() async throws {
    // One atomic look: how many keys, and the names of those that never expire.
    let look = """
      local keys, immortal = redis.call('KEYS', '*'), ''
      for _, key in ipairs(keys) do
        if redis.call('PTTL', key) == -1 then immortal = immortal .. ' ' .. key end
      end
      return #keys .. immortal
      """
    var options = MockOptions()
    options.latency = 0.01
    try await Self.with(options: options) { monitor, mock, redis in
      let answers = try await redis.answers(to: look) {
        for sweep in 1...3 {
          let run = try await monitor.run("--apply")
          #expect(run.status == 0, "\(run.errors) \(run.output)")
          // One recovers, two more fall silent while others are replaced.
          if sweep == 1 {
            let lucky = try #require(mock.truth.first { !$0.agentConnected })
            try mock.edit(lucky.ec2InstanceID) { $0.agentConnected = true }
          }
          for cluster in ["web", "batch"] where sweep == 2 {
            let healthy = try mock.instances(account: MockFleet.accountID(0), region: "us-east-1", cluster: cluster).first { $0.isHealthy }
            try mock.edit(try #require(healthy).ec2InstanceID) { $0.agentConnected = false }
          }
          try await Monitor.passGap()
        }
      }
      let looks = answers.map { $0.split(separator: " ").map(String.init) }
      #expect(
        Set(looks.flatMap { $0.dropFirst() }) == ["ecs-agent-monitor:{install}:schema", "ecs-agent-monitor:{install}:owner"])
      // Else nothing was looked at: it has seen many states, from none to all of them.
      let sizes = Set(looks.compactMap(\.first))
      #expect(looks.count > 100 && sizes.count > 3, "\(looks.count) looks, \(sizes)")
    }
  }

  @Test("an instance that recovers loses its strikes")
  func recovers() async throws {
    try await Self.with { monitor, mock, redis in
      #expect(try await monitor.run("--apply").status == 0)
      let lucky = try #require(mock.truth.first { !$0.agentConnected })
      let id = try #require(lucky.containerInstanceID)
      #expect(try await redis.send("KEYS", "*:\(id)").count == 3)
      try mock.edit(id) { $0.agentConnected = true }
      try await Monitor.passGap()
      let run = try await monitor.run("--apply")
      #expect(run.report?.instances.count == 3)
      #expect(try await redis.send("KEYS", "*:\(id)").isEmpty)
      try mock.edit(id) { $0.agentConnected = false }
      try await Monitor.passGap()
      #expect(try await monitor.run("--apply").report?.instances.first { $0.container_instance_id == id }?.strikes == 1)
    }
  }

  @Test(
    "that is down, a sweep still observes and reports, touches nothing, and ends with 1", arguments: ["--apply", "--warn", "--verbose"])
  func isDown(_ mode: String) async throws {
    try await Self.with { monitor, mock, redis in
      #expect(try await monitor.run("--apply").status == 0)
      try await Monitor.passGap()
      redis.process.signal(SIGKILL)
      _ = try await redis.process.exitStatus()
      let run = try await monitor.run(mode)
      #expect(run.status == 1)
      let report = try #require(run.report)
      #expect(report.failures.count == 1)
      #expect(report.failures.first?.contains("127.0.0.1:\(redis.port)") == true, "\(report.failures)")
      #expect(report.targets.map(\.status) == ["ok", "ok", "ok", "ok"])
      #expect(report.targets.map(\.disconnected) == [1, 1, 1, 1])
      #expect(report.instances.count == 4 && report.instances.allSatisfy { $0.verdict == "held" && $0.reason == "strikes_unknown" })
      #expect(mock.mutations.allSatisfy { $0.operation == "Publish" })
    }
  }

  @Test("its password comes from the environment, and is shown nowhere")
  func password() async throws {
    try await Self.with(password: "hunter2-secret") { monitor, mock, redis in
      var monitor = monitor
      let without = try await monitor.run("--apply")
      #expect(without.status == 1)
      #expect(without.report?.failures.first?.contains("wants a password") == true, "\(without.output)")

      monitor.environment["ECS_AGENT_MONITOR_REDIS_PASSWORD"] = "hunter3-secret"
      let wrong = try await monitor.run("--apply")
      #expect(wrong.status == 1)
      #expect(wrong.report?.failures.first?.contains("refused the user or password") == true, "\(wrong.output)")
      #expect(!(wrong.output + wrong.errors).contains("hunter"))
      #expect(wrong.report?.targets.count == 4, "what AWS says is reported all the same")

      monitor.environment["ECS_AGENT_MONITOR_REDIS_PASSWORD"] = "hunter2-secret"
      let right = try await monitor.run("--apply", "--verbose")
      #expect(right.status == 0, "\(right.output)")
      #expect(!(right.output + right.errors).contains("hunter"))

      // Where the file says nothing, REDIS_URL does, with or without the password in it.
      try monitor.write(Self.fleet, store: nil)
      try await Monitor.passGap()
      monitor.environment["REDIS_URL"] = redis.location
      #expect(try await monitor.run().report?.instances.map(\.strikes) == [2, 2, 2, 2])
      monitor.environment.updateValue(nil, forKey: "ECS_AGENT_MONITOR_REDIS_PASSWORD")
      monitor.environment["REDIS_URL"] = "redis://:hunter2-secret@127.0.0.1:\(redis.port)"
      #expect(try await monitor.run().report?.instances.map(\.strikes) == [2, 2, 2, 2])
      #expect(!mock.mutations.contains { $0.operation != "Publish" })
    }
  }

  @Test("its password comes from a file too, which the environment names; both at once are a mistake")
  func passwordFile() async throws {
    try await Self.with(password: "hunter2-secret") { monitor, _, redis in
      var monitor = monitor
      let file = monitor.folder.appendingPathComponent("password")
      try Data("hunter2-secret\n".utf8).write(to: file)
      monitor.environment["ECS_AGENT_MONITOR_REDIS_PASSWORD_FILE"] = file.path
      let run = try await monitor.run("--apply")
      #expect(run.status == 0, "\(run.errors) \(run.output)")
      #expect(run.report?.instances.map(\.strikes) == [1, 1, 1, 1])

      monitor.environment["ECS_AGENT_MONITOR_REDIS_PASSWORD"] = "hunter2-secret"
      let both = try await monitor.run("--apply")
      #expect(both.status == 78 && both.errors.contains("expected one of them"), "\(both.errors)")
      #expect(!(run.output + run.errors + both.output + both.errors).contains("hunter2"))
    }
  }

  @Test("two sweeps at once count once and replace each instance once")
  func together() async throws {
    try await Self.with { monitor, mock, redis in
      // The first time the turn outlasts whatever keeps one of them waiting.
      for (round, gap) in [(1, "1h"), (2, "1s")] {
        async let one = monitor.run("--apply", "--min-gap", gap)
        async let other = monitor.run("--apply", "--min-gap", gap)
        for run in [try await one, try await other] {
          #expect([0, 4].contains(run.status), "\(run.errors) \(run.output)")
          if round == 1 { #expect(run.report?.instances.allSatisfy { $0.strikes <= 1 } == true, "\(run.output)") }
        }
        // Only the turn's key keeps others away.
        if round == 1 { for key in try await redis.send("KEYS", "*:turn") { try await redis.send("DEL", key) } }
        try await Monitor.passGap()
      }
      let last = try await monitor.run("--apply")
      #expect(last.status == 0, "\(last.output)")
      let detached = mock.mutations.filter { $0.operation == "DetachInstances" && $0.wasCarriedOut }.flatMap { $0.resources.dropFirst() }
      #expect(detached.count == 4 && Set(detached).count == 4, "\(detached)")
    }
  }

  @Test("warn counts in a namespace of its own and never acts")
  func warn() async throws {
    try await Self.with { monitor, mock, redis in
      for strikes in 1...3 {
        let run = try await monitor.run("--warn")
        #expect(run.report?.instances.map(\.strikes) == Array(repeating: strikes, count: 4), "\(run.output)")
        try await Monitor.passGap()
      }
      #expect(mock.mutations.allSatisfy { $0.operation == "Publish" })
      #expect(try await redis.send("KEYS", "*").allSatisfy { $0.hasPrefix("ecs-agent-monitor:warn:") })
      #expect(try await monitor.run("--apply").report?.instances.map(\.strikes) == [1, 1, 1, 1])
    }
  }

  @Test("a sweep that is killed just after a step is reported by the next ones and finished by the tag alone")
  func killed() async throws {
    try await Self.with { monitor, mock, redis in
      let dead = Set(mock.truth.filter { !$0.agentConnected }.map(\.ec2InstanceID))
      #expect(try await monitor.run("--apply").status == 0)
      try await Monitor.passGap()
      mock.add(MockFault(.slow(60), operation: "DetachInstances"))
      try await monitor.start(["--apply"]) { process in
        try await SignalTests.waitFor("DetachInstances", on: mock)
        process.signal(SIGKILL)
        _ = try await process.exitStatus()
      }
      mock.clearFaults()
      try await Monitor.passGap()
      // Somebody might still be at work on what the killed sweep claimed: another five minutes.
      let next = try await monitor.run("--apply")
      #expect(next.status == 4, "\(next.output)")
      let report = try #require(next.report)
      let tagged = Set(mock.mutations.filter { $0.operation == "CreateTags" }.flatMap { $0.resources.prefix(1) })
      let ended = Set(report.instances.filter(\.isRemediated).map(\.ec2_instance_id))
      #expect(tagged.subtracting(ended) == Set(report.unfinished.map(\.ec2_instance_id)), "\(next.output)")
      // The journal is a hint and never authority.
      for key in try await redis.send("KEYS", "*:journal") { try await redis.send("DEL", key) }
      try await Monitor.passGap()
      let last = try await monitor.run("--apply")
      #expect(last.status == 0, "\(last.output)")
      #expect(Set(mock.mutations.filter { $0.operation == "TerminateInstances" }.flatMap(\.resources)) == dead)
      #expect(mock.mutations.filter { $0.operation == "DetachInstances" && $0.wasCarriedOut }.count == dead.count)
    }
  }
}
