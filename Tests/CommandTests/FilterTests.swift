import AgentHealth
import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("The command line")
struct FilterTests {
  static let fleet = MockFleet(accounts: 2, regions: 2, clusters: 2, instances: 4, disconnected: .count(1))
  static let (first, second) = (MockFleet.accountID(0), MockFleet.accountID(1))

  /// A sweep of the fleet above, with a clusters.json that names its accounts.
  static func with(policy: [String: Any] = [:], _ body: (Monitor, MockServer) async throws -> Void) async throws {
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet, policy: policy)
        try await body(monitor, mock)
      }
    }
  }

  static let filters: [(arguments: [String], targets: [String])] = [
    (["-a", first, "-r", "eu-*"], ["\(first) eu-west-1 batch", "\(first) eu-west-1 web"]),
    (["-c", "w?b", "-r", "us-east-1"], ["\(first) us-east-1 web", "\(second) us-east-1 web"]),
    (["-a", "2222*", "-c", "!web", "-r", "us-east-1", "-r", "eu-west-1"], ["\(second) eu-west-1 batch", "\(second) us-east-1 batch"]),
    (["--account", "*", "--region", "us-*", "--cluster", "*", "--cluster", "!b*"], ["\(first) us-east-1 web", "\(second) us-east-1 web"]),
  ]

  @Test("narrows to accounts, Regions and clusters by globs", arguments: filters.indices)
  func narrows(_ index: Int) async throws {
    try await Self.with { monitor, _ in
      let filter = Self.filters[index]
      let run = try await monitor.run(filter.arguments)
      #expect(run.status == 0, "\(run.errors)")
      let report = try #require(run.report)
      #expect(report.targets.map { "\($0.account_id) \($0.region ?? "") \($0.cluster ?? "")" } == filter.targets)
      #expect(report.instances.count == filter.targets.count)
    }
  }

  @Test("sweeps one shard, by the flag or by a job's variables; both see the same, and all shards see everything once")
  func shards() async throws {
    try await Self.with { monitor, _ in
      var seen: [String] = []
      for index in 1...2 {
        let report = try #require(try await monitor.run("--shard", "\(index)/2").report)
        #expect(report.exit_status == 0 && report.shard == "\(index)/2")
        seen += report.targets.map { "\($0.account_id) \($0.region ?? "") \($0.cluster ?? "")" }

        var job = monitor
        job.environment["ECS_AGENT_MONITOR_SHARDS"] = "2"
        job.environment["AWS_BATCH_JOB_ARRAY_INDEX"] = "\(index - 1)"
        let same = try #require(try await job.run().report)
        #expect(same.shard == report.shard && same.targets.map(\.account_id) == report.targets.map(\.account_id))
      }
      #expect(seen.count == 8 && Set(seen).count == 8)
      let wrong = try await monitor.run("--shard", "3/2")
      #expect(wrong.status == 64)
      #expect(wrong.lines == [#"--shard: found "3/2", expected I/N such as "2/5", I from 1 to N, N at most 1000"#])
    }
  }

  @Test("finds accounts by the name that the file gives them")
  func byName() async throws {
    try await Self.with { monitor, _ in
      try monitor.write(
        """
        { "accounts": [ { "account_id": "\(Self.first)", "name": "production", "regions": ["us-east-1"] },
                        { "account_id": "\(Self.second)", "name": "staging", "role": "monitor", "regions": ["us-east-1"] } ] }
        """)
      let report = try #require(try await monitor.run("-a", "prod*").report)
      #expect(Set(report.targets.map(\.account_id)) == [Self.first])
    }
  }

  static let fruitless: [(arguments: [String], words: String)] = [
    (["-a", "999*"], "--account 999* matches no account of"), (["-r", "mars-*", "-r", "sa-*"], "--region mars-*, sa-* matches no Region"),
    (["-c", "nope*"], "--cluster nope* match no cluster"),
  ]

  @Test("that filters everything away is a usage error, and changes nothing", arguments: fruitless.indices)
  func filtersEverythingAway(_ index: Int) async throws {
    try await Self.with { monitor, mock in
      let (arguments, words) = Self.fruitless[index]
      let run = try await monitor.run(arguments + ["--apply"])
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      #expect(run.lines.count == 1 && run.errors.contains(words), "\(run.errors)")
      #expect(mock.mutations.isEmpty)
    }
  }

  static let refusals: [(arguments: [String], words: String)] = [
    (["--fail-after", "1", "--min-disconnected", "4m"], "fail_after 1 needs min_disconnected of at least 5m"),
    (["--fail-after", "1"], "fail_after 1 needs min_disconnected of at least 5m"),
    (["--fail-after", "0"], "--fail-after: found \"0\", expected a whole number from 1 to 100"),
    (["--max-disconnected", "101%"], "--max-disconnected: found \"101%\", expected a count such as 2 or a share"),
    (["--min-gap", "0s"], "--min-gap: found \"0s\", expected a duration from \"1s\""),
    (["--max-gap", "1s", "--min-gap", "1m"], "max_gap 1s is not longer than min_gap 1m"),
    (["--deadline", "soon"], "--deadline: found \"soon\", expected a duration"),
    (["--sweep-id", "a/b"], "--sweep-id: found \"a/b\", expected 1 to 40 of"),
    (["--apply", "--warn"], "--apply and --warn exclude each other"),
    (["--apply", "--no-such-flag"], "--no-such-flag"),
  ]

  @Test("that cannot work is a usage error", arguments: refusals.indices)
  func isRefused(_ index: Int) async throws {
    try await Self.with { monitor, mock in
      let (arguments, words) = Self.refusals[index]
      let run = try await monitor.run(arguments)
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(words), "\(run.errors)")
      #expect(mock.calls.isEmpty)
    }
  }

  @Test("takes one strike where the agent has been silent long enough for it")
  func failAfterOne() async throws {
    try await Self.with { monitor, _ in
      let run = try await monitor.run("--fail-after", "1", "--min-disconnected", "5m")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try #require(run.report).instances.allSatisfy { $0.verdict == "striking" })
    }
  }

  @Test("has a flag for every policy key, and it is the last layer", arguments: PolicyKey.allCases)
  func policyFlags(_ key: PolicyKey) async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      let flag = "--\(key.rawValue.replacingOccurrences(of: "_", with: "-"))"
      let help = try await monitor.run("--help")
      #expect(help.status == 0)
      #expect(help.output.split(whereSeparator: \.isWhitespace).contains(Substring(flag)))
      // A value that no key takes: only a flag that reaches its key refuses it in the key's own words.
      let run = try await monitor.run(flag, "?")
      #expect(run.status == 64)
      #expect(run.errors.contains("\(flag): found \"?\", expected \(key.expectation)"), "\(run.errors)")
    }
  }

  @Test("gives policy over all that the file says")
  func flagsWin() async throws {
    try await Self.with(policy: ["fail_after": 9]) { monitor, _ in
      let without = try #require(try await monitor.run().report)
      #expect(without.instances.allSatisfy { $0.detail.contains("strike 1 of 9") })
      let with = try #require(try await monitor.run("--fail-after", "3").report)
      #expect(with.instances.allSatisfy { $0.detail.contains("strike 1 of 3") })
    }
  }

  @Test("with the ID of an earlier sweep does not count again")
  func sameID() async throws {
    try await Self.with { monitor, mock in
      for _ in 1...3 {
        let run = try await monitor.run("--apply", "--sweep-id", "nightly-7")
        #expect(run.status == 0, "\(run.errors) \(run.output)")
        let report = try #require(run.report)
        #expect(report.sweep_id == "nightly-7")
        #expect(report.instances.map(\.strikes) == Array(repeating: 1, count: 8))
        // Longer than min_gap: the ID alone is what keeps it from counting.
        try await Monitor.passGap()
      }
      #expect(mock.mutations.isEmpty)
    }
  }

  @Test("says its version and its help on standard output")
  func help() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      let version = try await monitor.run("--version")
      #expect(version.status == 0 && version.errors.isEmpty)
      #expect(version.output.contains("."))
      let help = try await monitor.run("sweep", "--help")
      #expect(help.output.contains("--apply") && help.errors.isEmpty)
    }
  }
}
