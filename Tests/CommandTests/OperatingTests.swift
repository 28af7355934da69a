import Foundation
import MockAWS
import TestSupport
import Testing

/// The commands by which people look into the store and change it, on a real redis-server and on a file.
@Suite("strikes, pause, resume, journal")
struct OperatingTests {
  static let fleet = MockFleet(accounts: 2, regions: 1, clusters: 2, instances: 4, disconnected: .count(1))

  enum Store: CaseIterable { case redis, file }

  struct Strikes: Decodable {
    struct Row: Decodable {
      let account_id: String, cluster: String, container_instance_id: String, strikes: Int, disconnected_since: String
      let verdict: String?, reason: String?, detail: String?
    }
    let store: String, cleared_by: String?, instances: [Row]
  }

  struct Pauses: Decodable {
    struct Row: Decodable { let scope: String, reason: String, by: String, until: String, in_force: Bool }
    let change: String, by: String?, pauses: [Row], unreadable: String?, warnings: [String]
  }

  static func with(
    _ store: Store = .redis, fleet: MockFleet = fleet, policy: [String: Any] = [:],
    _ body: (Monitor, MockServer, RedisServer) async throws -> Void
  ) async throws {
    try await RedisServer.with([]) { redis in
      try await withMockAWS(fleet: fleet) { mock in
        try await withTemporaryFolder { folder in
          let monitor = Monitor(folder: folder, mock: mock)
          try monitor.write(fleet, policy: policy, store: store == .redis ? redis.location : "file:strikes.json")
          try await body(monitor, mock, redis)
        }
      }
    }
  }

  static func strikes(_ monitor: Monitor, _ arguments: String...) async throws -> Strikes {
    let run = try await monitor.operate(["strikes"] + arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Strikes.self, from: Data(run.output.utf8))
  }

  static func pauses(_ monitor: Monitor, _ arguments: [String]) async throws -> Pauses {
    let run = try await monitor.operate(arguments)
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Pauses.self, from: Data(run.output.utf8))
  }

  @Test("strikes says who has how many and what the next sweep would do, and asks AWS nothing", arguments: Store.allCases)
  func lists(_ store: Store) async throws {
    try await Self.with(store) { monitor, mock, _ in
      #expect(try await Self.strikes(monitor).instances.isEmpty)
      #expect(try await monitor.run("--apply").status == 0)
      let calls = mock.calls.count
      let report = try await Self.strikes(monitor)
      #expect(report.instances.map(\.strikes) == [1, 1, 1, 1])
      #expect(report.instances.allSatisfy { $0.verdict == "due" && $0.reason == "disconnected" })
      let cluster = try #require(report.instances.first).cluster
      #expect(try await Self.strikes(monitor, "-a", MockFleet.accountID(1), "-c", cluster).instances.count == 1)
      #expect(try await Self.strikes(monitor, "-c", "nothing*").instances.isEmpty)
      let text = try await monitor.run(command: "strikes")
      #expect(text.status == 0 && text.output.contains("1 strike ") && text.output.contains("4 container instances with strikes"))
      #expect(mock.calls.count == calls)
    }
  }

  @Test("strikes clear takes strikes away, says whose and as whom, and the run begins anew", arguments: Store.allCases)
  func clears(_ store: Store) async throws {
    try await Self.with(store) { monitor, _, _ in
      #expect(try await monitor.run("--apply").status == 0)
      let all = try await Self.strikes(monitor).instances
      let one = try #require(all.first).container_instance_id
      let cleared = try await Self.strikes(monitor, "clear", one)
      #expect(cleared.instances.map(\.container_instance_id) == [one])
      #expect(cleared.cleared_by?.hasPrefix("arn:aws:") == true)
      #expect(try await Self.strikes(monitor).instances.count == 3)
      let again = try await monitor.operate(["strikes", "clear", one])
      #expect(again.status == 64 && again.lines.count == 1 && again.errors.contains(one))
      for wrong in [["clear"], ["clear", "i-0123456789abcdef0"], ["clear", one, "i-0123456789abcdef0"], ["clear", "--all", "-c", "x"]] {
        #expect(try await monitor.operate(["strikes"] + wrong).status == 64)
      }
      #expect(try await Self.strikes(monitor, "clear", "--all").instances.count == 3)
      try await Monitor.passGap()
      #expect(try await monitor.run("--apply").report?.instances.map(\.strikes) == [1, 1, 1, 1])
    }
  }

  @Test("strikes clear finds an EC2 instance's registration, clears that and no other, and says what it could not look for")
  func clearsEC2Instance() async throws {
    try await Self.with { monitor, mock, _ in
      #expect(try await monitor.run("--apply").status == 0)
      let dead = try #require(mock.truth.first { !$0.agentConnected && $0.account == MockFleet.accountID(1) })
      let cleared = try await Self.strikes(monitor, "clear", dead.ec2InstanceID)
      #expect(cleared.instances.map(\.container_instance_id) == [try #require(dead.containerInstanceID)])
      #expect(try await Self.strikes(monitor).instances.count == 3)
      let again = try await monitor.operate(["strikes", "clear", dead.ec2InstanceID])
      #expect(again.status == 64 && again.errors.contains("\(dead.ec2InstanceID) has no strikes"), "\(again.errors)")
      let others = try mock.instances(account: dead.account, region: dead.region, cluster: dead.cluster)
      let healthy = try #require(others.first { $0.agentConnected }).ec2InstanceID
      #expect(try await monitor.operate(["strikes", "clear", healthy]).status == 64)

      mock.setRefusesRoles(true, account: MockFleet.accountID(1))
      let unseen = try await monitor.operate(["strikes", "clear", dead.ec2InstanceID])
      #expect(unseen.status == 2 && unseen.lines.count == 1 && unseen.errors.contains("not everything was seen"), "\(unseen.errors)")
      #expect(try await Self.strikes(monitor).instances.count == 3)
      #expect(mock.mutations.isEmpty)
    }
  }

  @Test("pause says what it did and as whom, --list what is paused, and resume ends exactly that", arguments: Store.allCases)
  func pauses(_ store: Store) async throws {
    try await Self.with(store) { monitor, _, _ in
      #expect(try await Self.pauses(monitor, ["pause", "--list"]).pauses.isEmpty)
      #expect(try await monitor.run("--apply").status == 0)
      let made = try await Self.pauses(
        monitor, ["pause", "-a", MockFleet.accountID(1), "--reason", "new kernel", "--for", "2h"])
      #expect(made.change == "paused" && made.pauses.map(\.scope) == ["account \(MockFleet.accountID(1))"])
      #expect(made.by?.hasPrefix("arn:aws:") == true && made.by == made.pauses.first?.by && made.warnings.isEmpty)
      #expect(try await Self.pauses(monitor, ["pause", "--list"]).pauses.map(\.reason) == ["new kernel"])

      let resumed = try await Self.pauses(monitor, ["resume", "-a", MockFleet.accountID(1)])
      #expect(resumed.change == "resumed" && resumed.pauses.map(\.reason) == ["new kernel"])
      let again = try await monitor.operate(["resume", "-a", MockFleet.accountID(1)])
      #expect(again.status == 64 && again.errors.contains("is not paused; paused are: none"), "\(again.errors)")
      for _ in 1...2 { _ = try await Self.pauses(monitor, ["pause", "--reason", "x", "--until", Self.in30Days]) }
      #expect(try await Self.pauses(monitor, ["resume", "--all"]).pauses.count == 1)
    }
  }

  @Test("resume --group lets a group be replaced again that did not replace the last ones", arguments: Store.allCases)
  func forgiven(_ store: Store) async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 12, disconnected: .count(4))
    try await Self.with(store, fleet: fleet, policy: ["replacement_wait": "0s", "max_failed_replacements": 1]) { monitor, mock, _ in
      let group = try #require(mock.truth.compactMap(\.group).first)
      try mock.editGroup(account: MockFleet.accountID(0), region: "us-east-1", name: group) { $0.replacements = .neverRegisters }
      func terminations() -> Int { mock.mutations.count { $0.operation == "TerminateInstances" } }
      for _ in 1...2 {
        _ = try await monitor.run("--apply")
        try await Monitor.passGap()
      }
      let held = try await monitor.run("--apply")
      #expect(
        held.report?.instances.map(\.reason) == Array(repeating: "replacements_failing", count: 3) && held.status == 3, "\(held.output)")
      #expect(terminations() == 1)
      #expect(try await monitor.operate(["resume", "--group", "another"]).status == 64)
      let resumed = try await monitor.operate(["resume", "--group", group])
      #expect(resumed.status == 0 && resumed.output.contains("\(MockFleet.accountID(0))/us-east-1/\(group)"), "\(resumed.errors)")
      try await Monitor.passGap()
      _ = try await monitor.run("--apply")
      #expect(terminations() == 2)
    }
  }

  @Test("what is paused is held by sweeps of every mode, and warn's strikes are not apply's", arguments: Store.allCases)
  func held(_ store: Store) async throws {
    try await Self.with(store) { monitor, mock, _ in
      #expect(try await monitor.run("--warn").status == 0)
      try await Monitor.passGap()
      let first = try await monitor.run("--apply")
      #expect(first.status == 0 && first.report?.instances.map(\.strikes) == [1, 1, 1, 1], "\(first.output)")
      _ = try await Self.pauses(monitor, ["pause", "--reason", "new kernel", "--for", "2h"])
      #expect(try await Self.strikes(monitor).instances.allSatisfy { $0.reason == "paused" && $0.detail?.contains("new kernel") == true })
      #expect(try await Self.strikes(monitor, "--warn").instances.count == 4)
      try await Monitor.passGap()
      for mode in [[], ["--warn"], ["--apply"]] {
        let run = try await monitor.run(mode)
        #expect(run.status == 3, "\(mode) \(run.errors)")
        #expect(run.report?.instances.map(\.reason) == ["paused", "paused", "paused", "paused"])
      }
      #expect(!mock.mutations.contains { $0.operation == "TerminateInstances" })
    }
  }

  @Test("a scope in which nothing was ever swept is a warning, and a pause that cannot be read is listed as one of everything")
  func doubts() async throws {
    try await Self.with { monitor, _, redis in
      #expect(try await monitor.run("--apply").status == 0)
      #expect(try await Self.pauses(monitor, ["pause", "-c", "mistyped", "--reason", "x", "--for", "1h"]).warnings.count == 1)
      try await redis.send("HSET", "ecs-agent-monitor:{install}:pause", "cluster web", "{")
      let list = try await Self.pauses(monitor, ["pause", "--list"])
      #expect(list.unreadable?.contains("cluster web") == true && list.pauses.count == 1)
      #expect(try await monitor.run(command: "pause", ["--list"]).output.contains("resume --all"))
      #expect(try await Self.pauses(monitor, ["resume", "--all"]).warnings.count == 1)
      #expect(try await Self.pauses(monitor, ["pause", "--list"]).unreadable == nil)
    }
  }

  @Test(
    "a pause without reason, without end or with a wrong one is refused",
    arguments: [
      ["--for", "2h"], ["--reason", "x"], ["--reason", " ", "--for", "2h"], ["--reason", "x", "--for", "0s"],
      ["--reason", "x", "--for", "2h", "--until", "2026-11-23T18:00:00Z"], ["--reason", "x", "--until", "2001-11-23T18:00:00Z"],
      ["--reason", "x", "--until", "tomorrow"], ["--list", "-c", "web"], ["--reason", "x", "--for", "2h", "-a", "nobody"],
    ])
  func refusals(_ arguments: [String]) async throws {
    try await Self.with(.file) { monitor, _, _ in
      let run = try await monitor.operate(["pause"] + arguments)
      #expect(run.status == 64)
      #expect(try await Self.pauses(monitor, ["pause", "--list"]).pauses.isEmpty)
    }
  }

  @Test("without a store, or with one that is down, they end with 78 and 1", arguments: ["strikes", "journal", "resume"])
  func stores(_ command: String) async throws {
    try await Self.with(.file) { monitor, _, _ in
      let port = try Loopback.freePort()
      let down = try await monitor.operate([command, "--store", "redis://127.0.0.1:\(port)/0"])
      #expect(down.status == 1 && down.lines.count == 1, "\(down.errors)")
      try monitor.write(Self.fleet, store: nil)
      #expect(try await monitor.operate([command]).status == 78)
    }
  }
}

extension OperatingTests {
  /// RFC 3339, thirty days from now.
  fileprivate static var in30Days: String { Date(timeIntervalSinceNow: 30 * 86400).ISO8601Format() }
}

extension Monitor {
  /// Runs a command, perhaps with a subcommand, to the end and gives JSON.
  func operate(_ arguments: [String]) async throws -> Run {
    try await ChildProcess.with(Self.program, arguments + ["--clusters", clusters, "--format", "json"], environment: environment) {
      try await Self.ended($0)
    }
  }
}
