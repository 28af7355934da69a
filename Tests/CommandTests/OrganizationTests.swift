import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("An organization from the command line")
struct OrganizationTests {
  static let ids = (0..<30).map(MockFleet.accountID)

  /// 30 accounts; the eighth refuses, the last is suspended.
  static let fleet: MockFleet = {
    var fleet = MockFleet(accounts: 30, regions: 2, clusters: 1, instances: 4, disconnected: .count(1)).inOrganization(suspended: 1)
    fleet.accounts[7].refusesRoles = true
    return fleet
  }()

  static let clusters = """
    { "organization": { "role": "ecs-agent-monitor", "regions": ["us-east-1"], "tags": ["org:main"] } }
    """

  static func with(_ clusters: String = clusters, _ body: (Monitor, MockServer) async throws -> Void) async throws {
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(clusters)
        try await body(monitor, mock)
      }
    }
  }

  @Test("of 30 accounts is swept and reported: one refuses, one is suspended")
  func thirty() async throws {
    try await Self.with { monitor, mock in
      let run = try await monitor.run()
      #expect(run.status == 2, "\(run.errors)")
      let report = try #require(run.report)
      #expect(
        report.targets.filter { $0.status == "ok" }.map(\.account_id)
          == Self.ids.filter { $0 != Self.ids[7] && $0 != Self.ids[29] }.sorted())
      #expect(
        report.unseen.map { "\($0.account_id) \($0.status)" }.sorted() == ["\(Self.ids[7]) failed", "\(Self.ids[29]) skipped"].sorted())
      #expect(report.unseen.first { $0.status == "failed" }?.error?.contains("AccessDenied") == true)
      #expect(report.unseen.first { $0.status == "skipped" }?.error?.contains("SUSPENDED") == true)
      let text = try await monitor.run("--format", "text")
      #expect(text.output.contains("Skipped\n  \(Self.ids[29])  account-30 is SUSPENDED in its organization"), "\(text.output)")
      #expect(text.output.contains("1 target not or only partly seen"))
      #expect(mock.mutations.isEmpty)
    }
  }

  static let filters: [(arguments: [String], accounts: [Int])] = [
    (["-a", "account-2"], [1]), (["-a", "account-2,account-3", "--account", ids[4]], [1, 2, 4]),
    (["-a", "account-?", "--not-accounts", "account-8", "--not-accounts", "account-9"], [0, 1, 2, 3, 4, 5, 6]),
    (["-t", "org:main", "-a", "account-1"], [0]),
  ]

  @Test("is narrowed by accounts and tags, and what is left out is not entered", arguments: filters.indices)
  func narrows(_ index: Int) async throws {
    try await Self.with { monitor, mock in
      let (arguments, accounts) = Self.filters[index]
      let run = try await monitor.run(arguments)
      #expect(run.status == 0, "\(run.errors)")
      let report = try #require(run.report)
      #expect(report.targets.map(\.account_id) == accounts.map { Self.ids[$0] }.sorted())
      #expect(mock.calls.count { $0.operation == "AssumeRole" } == accounts.count)
    }
  }

  @Test("is narrowed by Regions that only the accounts know")
  func regions() async throws {
    try await Self.with(Self.clusters.replacing("us-east-1", with: "all")) { monitor, mock in
      let run = try await monitor.run("-a", "account-2", "-r", "eu-*,us-west-2")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try #require(run.report).targets.map(\.region) == ["eu-west-1"])
      let all = try await monitor.run("-a", "account-2", "-r", "all")
      #expect(try #require(all.report).targets.map(\.region) == ["eu-west-1", "us-east-1"])
    }
  }

  static let fruitless: [(arguments: [String], line: String)] = [
    (["-a", "nobody"], "--account nobody matches no account of "),
    (["-a", "account-1", "-t", "env:prod"], "--account account-1 with --tags env:prod matches no account of "),
    (["--not-accounts", "acount-1"], "--not-accounts acount-1 is no account of "),
    (["-r", "mars-*", "-a", "account-2"], "--region mars-* matches no Region of the accounts in "),
    (["-c", "nope", "-a", "account-2"], "--cluster nope match no cluster"),
  ]

  @Test("of which a filter leaves nothing is a usage error, although only discovery can tell", arguments: fruitless.indices)
  func leavesNothing(_ index: Int) async throws {
    try await Self.with(Self.clusters.replacing("us-east-1", with: "all")) { monitor, mock in
      let (arguments, line) = Self.fruitless[index]
      let run = try await monitor.run(arguments + ["--apply", "--store", "memory:"])
      #expect(run.status == 64)
      #expect(run.output.isEmpty)
      #expect(run.lines.count == 1 && run.errors.hasPrefix(line), "\(run.errors)")
      #expect(mock.mutations.isEmpty)
    }
  }

  @Test("that refuses is something that was not seen, with AWS's code")
  func refused() async throws {
    try await Self.with { monitor, mock in
      mock.add(MockFault(.accessDenied, service: "organizations"))
      let run = try await monitor.run()
      #expect(run.status == 2)
      let report = try #require(run.report)
      #expect(report.targets.map(\.account_id) == ["organization"])
      #expect(report.targets.first?.error?.contains("AccessDeniedException") == true)
    }
  }
}
