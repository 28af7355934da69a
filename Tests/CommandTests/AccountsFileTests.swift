import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("c7n-org's accounts file")
struct AccountsFileTests {
  static let fleet = MockFleet(accounts: 4, regions: 3, clusters: 2, instances: 4, disconnected: .count(1))
  static let ids = (0..<4).map(MockFleet.accountID)

  /// With what c7n-org's own documentation and `CONFIG_SCHEMA` have: keys that we know nothing of, anchors, a merge, a chain, commas.
  static let accounts = """
    # made by: c7n-org aws-accounts
    vars: {charge_code: xyz}
    accounts:
    - account_id: '\(ids[0])'
      name: production
      email: admin@example.com
      display_name: Prodüction
      org_id: o-mock000000
      role: arn:aws:iam::\(ids[0]):role/monitor
      regions: [us-east-1]
      tags: &production
      - env:prod
      - team:a
      vars: {notify: prod}
    - &staging
      account_id: "\(ids[1])"
      name: staging
      role: monitor
      regions:
        - us-east-1, eu-west-1
      tags: [env:dev, team:a]
    - <<: *staging
      account_id: "\(ids[2])"
      name: chained
      role: ["arn:aws:iam::\(ids[1]):role/hub", "arn:aws:iam::\(ids[2]):role/spoke"]
      external_id: x-1
      tags: *production
    - {account_id: "\(ids[3])", name: defaults, role: monitor, profile: ignored}
    """

  static func with(
    _ accounts: String = accounts, clusters: String? = nil, _ body: (Monitor, MockServer, _ file: String) async throws -> Void
  ) async throws {
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        let file = folder.appendingPathComponent("accounts.yml")
        try Data(accounts.utf8).write(to: file)
        try monitor.write(clusters ?? "{}")
        try await body(monitor, mock, file.path)
      }
    }
  }

  private static func places(_ report: Report?) -> [String] {
    Set((report?.targets ?? []).map { "\(ids.firstIndex(of: $0.account_id) ?? -1) \($0.region ?? "")" }).sorted()
  }

  @Test("is read as it is, with chains, aliases and its own default Regions")
  func reads() async throws {
    try await Self.with { monitor, mock, file in
      let run = try await monitor.run("--accounts-file", file)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        Self.places(run.report) == [
          "0 us-east-1", "1 eu-west-1", "1 us-east-1", "2 eu-west-1", "2 us-east-1", "3 us-east-1", "3 us-west-2",
        ])
      let roles = mock.calls.filter { $0.operation == "AssumeRole" }.flatMap(\.resources)
      #expect(
        roles.sorted()
          == [
            "arn:aws:iam::\(Self.ids[0]):role/monitor", "arn:aws:iam::\(Self.ids[1]):role/hub", "arn:aws:iam::\(Self.ids[1]):role/monitor",
            "arn:aws:iam::\(Self.ids[2]):role/spoke", "arn:aws:iam::\(Self.ids[3]):role/monitor",
          ])
    }
  }

  static let filters: [(arguments: [String], places: [String])] = [
    (["-a", "staging", "-r", "us-east-1"], ["1 us-east-1"]),
    (["-t", "env:prod", "-r", "us-*"], ["0 us-east-1", "2 us-east-1"]),
    (["-t", "env:dev", "-t", "team:a"], ["1 eu-west-1", "1 us-east-1"]),
    (["-t", "env:prod,team:a", "--not-accounts", "chained"], ["0 us-east-1"]),
    (["--not-accounts", "production,staging,\(ids[2])", "-r", "all"], ["3 us-east-1", "3 us-west-2"]),
  ]

  @Test("is narrowed by c7n-org's filters", arguments: filters.indices)
  func narrows(_ index: Int) async throws {
    try await Self.with { monitor, _, file in
      let run = try await monitor.run(Self.filters[index].arguments + ["--accounts-file", file])
      #expect(run.status == 0, "\(run.errors)")
      #expect(Self.places(run.report) == Self.filters[index].places)
    }
  }

  @Test("a tag that no account has is a usage error")
  func noTag() async throws {
    try await Self.with { monitor, mock, file in
      let run = try await monitor.run("--accounts-file", file, "-t", "env:prod", "-t", "env:dev")
      #expect(run.status == 64)
      #expect(run.errors == "--tags env:prod, env:dev matches no account of \(file)\n")
    }
  }

  @Test("stands in place of the accounts and organization of clusters.json, whose other keys still apply")
  func otherKeys() async throws {
    let clusters = """
      { "policy": { "fail_after": 7 }, "accounts": [ { "regions": ["sa-east-1"] } ],
        "organization": { "role": "m", "regions": ["sa-east-1"] } }
      """
    try await Self.with(clusters: clusters) { monitor, mock, file in
      let run = try await monitor.run("--accounts-file", file, "-a", "production")
      #expect(Self.places(run.report) == ["0 us-east-1"])
      #expect(run.report?.instances.allSatisfy { $0.detail.contains("of 7") } == true)
      #expect(mock.callCounts["organizations:ListAccounts"] == nil)
    }
  }

  @Test("all the Regions of an account are those that it has, and one that refuses is a failed target, not none")
  func allRegions() async throws {
    let accounts = "accounts: [{account_id: '\(Self.ids[1])', name: a, role: monitor, regions: [all]}]"
    try await Self.with(accounts) { monitor, mock, file in
      let run = try await monitor.run("--accounts-file", file)
      #expect(Self.places(run.report) == ["1 eu-west-1", "1 us-east-1", "1 us-west-2"])
      mock.add(MockFault(.accessDenied, service: "ec2", operation: "DescribeRegions"))
      let refused = try await monitor.run("--accounts-file", file)
      #expect(refused.status == 2)
      #expect(refused.report?.targets.map(\.status) == ["failed"])
      #expect(refused.report?.targets.first?.error?.contains("UnauthorizedOperation") == true)
    }
  }

  static let broken: [(text: String, line: String)] = [
    ("", ":1:1: found an empty file, expected \"accounts\" with a list"),
    ("accounts: [\n", ":2:1: found no YAML: did not find expected node content"),
    ("a: b: c", ":1:5: found no YAML: mapping values are not allowed in this context"),
    ("accounts: &a [*b]", ":1:15: found no YAML: found undefined alias"),
    ("- a\n", ":1:1: found an array, expected c7n-org's accounts file: \"accounts\" with a list"),
    ("vars: {}\n", ":1:1: found no \"accounts\", expected a list of at least one account"),
    (
      "subscriptions: []\naccounts: [{account_id: '111122223333', role: monitor}]",
      ":1:1: found the unknown key \"subscriptions\", expected "
        + "one of \"accounts\", \"vars\""
    ),
    ("accounts: []\n", ":1:11: found an empty array, expected a list of at least one account"),
    (
      "accounts:\n- name: a\n  role: m\n  account_id: 111122223333\n",
      ":4:15: found 111122223333, expected an account's 12 digits in quotes"
    ),
    (
      "accounts:\n  - {account_id: '111122223333', profile: p}\n",
      ":2:5: found an account with \"profile\" and no \"role\", expected the role "
        + "to assume in it: its name, its ARN, or a list"
    ),
    (
      "accounts:\n  - {role: 'arn:aws:iam::111122223333:role/m'}\n",
      ":2:5: found an account without \"account_id\", expected its 12 digits in "
        + "quotes"
    ),
    (
      "accounts:\n- {account_id: '111122223333', role: m, name: é, regions: [mars]}",
      ":2:60: found \"mars\", expected a Region such as "
        + "\"us-east-1\", or \"all\""
    ),
    (
      "accounts:\n- {account_id: '111122223333', role: [], regions: [all]}",
      ":2:38: found an empty array, expected a list of at least one role"
    ),
    ("accounts:\n- {account_id: '111122223333', role: m, role: n}", ":2:32: found \"role\" twice in one mapping, expected each key once"),
    ("accounts:\n- {account_id: '111122223333', role: m, [a]: n}", ":2:41: found a key that is no text, expected a name"),
  ]

  @Test("that is broken is refused with one clear line and exit status 78", arguments: broken.indices)
  func isBroken(_ index: Int) async throws {
    try await Self.with(Self.broken[index].text) { monitor, mock, file in
      let run = try await monitor.run("--accounts-file", file)
      #expect(run.status == 78)
      #expect(run.output.isEmpty)
      #expect(run.errors == "\(file)\(Self.broken[index].line)\n")
      #expect(mock.calls.isEmpty)
    }
  }

  @Test("whose aliases multiply, or whose lists have no end, is refused and not unfolded")
  func bombs() async throws {
    let levels = (1...12).map { "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 10).joined(separator: ","))]" }
    for text in [
      "a0: &a0 x\n" + levels.joined(separator: "\n"), String(repeating: "[", count: 200_000),
      "accounts: " + String(repeating: "[", count: 900),
    ] {
      try await Self.with(text) { monitor, _, file in
        let run = try await monitor.run("--accounts-file", file)
        #expect(run.status == 78)
        #expect(run.lines.count == 1, "\(run.errors.prefix(400))")
      }
    }
  }

  @Test("that is not there is refused, and so is a clusters.json that is named and not there")
  func absent() async throws {
    try await Self.with { monitor, _, file in
      let absent = try await monitor.run("--accounts-file", file + ".gone")
      #expect(absent.status == 78)
      #expect(absent.lines == ["\(file).gone: found no such file, expected a configuration (Documentation/clusters.md)"])
      try FileManager.default.removeItem(atPath: monitor.clusters)
      let unnamed = try await monitor.run("--accounts-file", file)
      #expect(unnamed.status == 78 && unnamed.errors.contains("clusters.json: found no such file"))
    }
  }
}
