import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@Suite("Discovery of accounts and Regions")
struct DiscoveryTests {
  private static let ids = (0..<30).map(MockFleet.accountID)
  private static let region = "us-east-1"
  private static let layers = PolicyLayers(top: SweepBench.policy, account: SweepBench.overrides([.apiShare: "100%"]))

  private static func organization(
    units: [String] = [], include: [String] = [], exclude: [String] = [], regions: [String] = [region]
  ) -> OrganizationPlan {
    OrganizationPlan(
      organizationalUnits: units, include: include, exclude: exclude, roles: ["ecs-agent-monitor"],
      template: AccountPlan(regions: NameFilter(regions), policies: layers))
  }

  private static func fleet(_ accounts: Int, suspended: Int = 0) -> MockFleet {
    MockFleet(accounts: accounts, regions: 1, clusters: 1, instances: 4, disconnected: .count(1)).inOrganization(suspended: suspended)
  }

  private static func plan(_ regions: [String], account: Int = 1) -> AccountPlan {
    AccountPlan(
      accountID: ids[account], roles: ["arn:aws:iam::\(ids[account]):role/ecs-agent-monitor"], regions: NameFilter(regions),
      policies: layers)
  }

  @Test("an organization of 30 accounts, one of which refuses and one is suspended, is swept and reported exactly so")
  func thirty() async throws {
    var fleet = Self.fleet(30, suspended: 1)
    fleet.accounts[7].refusesRoles = true
    fleet.organization?.hasEmptyPages = true
    try await SweepBench.with(fleet) { bench in
      let report = try await bench.sweep(plans: [], organization: Self.organization())
      #expect(report.failures.isEmpty)
      let seen = report.targets.filter { $0.status == .ok }
      #expect(seen.map(\.account) == Self.ids.filter { $0 != Self.ids[7] && $0 != Self.ids[29] }.sorted())
      #expect(seen.allSatisfy { $0.region == Self.region && $0.cluster == "web" && $0.observed == 4 && $0.disconnected == 1 })
      let failed = report.targets.filter { $0.status == .failed }
      #expect(failed.map(\.account) == [Self.ids[7]])
      #expect(failed.first?.error?.contains("AccessDenied") == true)
      let skipped = report.targets.filter { $0.status == .skipped }
      #expect(skipped.map(\.account) == [Self.ids[29]])
      #expect(skipped.first?.error == "account-30 is SUSPENDED in its organization")
      #expect(report.instances.count == 28)
      #expect(report.exitStatus == 2)
      // Two pages of accounts, each after an empty one.
      #expect(bench.mock.callCounts["organizations:ListAccounts"] == 4)
      #expect(!bench.mock.calls.contains { $0.account == Self.ids[29] })
    }
  }

  @Test("a suspended account alone is no error")
  func suspended() async throws {
    try await SweepBench.with(Self.fleet(3, suspended: 1)) { bench in
      let report = try await bench.sweep(plans: [], organization: Self.organization())
      #expect(report.targets.map(\.status) == [.ok, .ok, .skipped])
      #expect(report.exitStatus == 0)
    }
  }

  @Test("an account with an entry of its own is swept as that says, not as the organization does")
  func named() async throws {
    try await SweepBench.with(Self.fleet(3, suspended: 1)) { bench in
      var own = Self.plan([Self.region])
      own.policies.account = SweepBench.overrides([.failAfter: "9"])
      // Two policies for one cluster would be a conflict if both spoke of it.
      let report = try await bench.sweep(plans: [own], organization: Self.organization())
      #expect(report.targets.map(\.status) == [.ok, .ok, .skipped])
      #expect(report.instances.first { $0.target.account == Self.ids[1] }?.ruling.detail.contains("of 9") == true)
      // Neither its exclude nor its state is asked.
      let excluding = try await bench.sweep(
        plans: [own, Self.plan([Self.region], account: 2)], organization: Self.organization(exclude: ["account-2"]))
      #expect(excluding.targets.filter { $0.account == Self.ids[1] }.map(\.status) == [.ok])
      #expect(excluding.targets.filter { $0.account == Self.ids[2] }.map(\.status) == [.failed], "it was entered, and refused")
    }
  }

  @Test("the caller's own account is entered by the role too, unless the caller is a session of that role")
  func ownAccount() async throws {
    try await SweepBench.with(Self.fleet(2)) { bench in
      func assumed(_ index: Int) -> Int {
        bench.mock.calls.count {
          $0.operation == "AssumeRole" && $0.resources == ["arn:aws:iam::\(Self.ids[index]):role/ecs-agent-monitor"]
        }
      }
      let byUser = try await bench.sweep(plans: [], organization: Self.organization())
      #expect(byUser.targets.map(\.status) == [.ok, .ok])
      #expect([assumed(0), assumed(1)] == [1, 1])
      let bySession = try await bench.sweep(
        plans: [], organization: Self.organization(), asSessionOf: "arn:aws:iam::\(Self.ids[0]):role/ecs-agent-monitor")
      #expect(bySession.targets.map(\.status) == [.ok, .ok])
      // The one more is how the test itself became that session.
      #expect([assumed(0), assumed(1)] == [2, 2])
      let byOther = try await bench.sweep(
        plans: [], organization: Self.organization(), asSessionOf: "arn:aws:iam::\(Self.ids[0]):role/other")
      #expect(byOther.targets.map(\.status) == [.ok, .ok])
      #expect([assumed(0), assumed(1)] == [3, 3])
    }
  }

  struct Refusal: Sendable {
    var fault: MockFault?
    var fleet = DiscoveryTests.fleet(2)
    var plan = DiscoveryTests.organization()
    /// What ListAccounts answers instead.
    var answer: String?
    let words: String
  }

  static let refusals = [
    Refusal(fault: MockFault(.accessDenied, service: "organizations"), words: "AccessDeniedException"),
    Refusal(fleet: MockFleet(accounts: 2), words: "AWSOrganizationsNotInUseException"),
    Refusal(plan: organization(units: ["ou-mock-nowhere0"]), words: "no account is in the organizational unit ou-mock-nowhere0"),
    Refusal(plan: organization(include: ["nobody"]), words: "\"include\" names \"nobody\""),
    // As moto answers where there is no organization.
    Refusal(answer: #"{"Accounts":[],"NextToken":null}"#, words: "it lists no account"),
    Refusal(answer: #"{"NextToken":null}"#, words: "Accounts is missing"),
  ]

  @Test(
    "an organization that refuses, or has not what is asked for, is a failed target; other accounts are swept", arguments: refusals.indices)
  func refuses(_ index: Int) async throws {
    let refusal = Self.refusals[index]
    var options = MockOptions()
    if let answer = refusal.answer { options.rewrite = { call, _, _ in call.operation == "ListAccounts" ? answer : nil } }
    try await SweepBench.with(refusal.fleet, options: options) { bench in
      if let fault = refusal.fault { bench.mock.add(fault) }
      let report = try await bench.sweep(plans: [bench.plans[0]], organization: refusal.plan)
      let failed = report.targets.filter { $0.status == .failed }
      #expect(failed.map(\.account) == ["organization"])
      #expect(failed.first?.error?.contains(refusal.words) == true, "\(failed.first?.error ?? "")")
      #expect(report.targets.contains { $0.status == .ok && $0.account == Self.ids[0] })
      #expect(report.exitStatus == 2)
    }
  }

  static let patterns: [(regions: [String], filter: [String], swept: [String])] = [
    (["all"], [], ["ap-east-1", "eu-west-1", "us-east-1"]), (["eu-*"], [], ["eu-west-1"]),
    (["all", "!us-*"], [], ["ap-east-1", "eu-west-1"]),
    (["us-east-1", "eu-*"], [], ["eu-west-1", "us-east-1"]), (["all"], ["us-*"], ["us-east-1"]),
    (["!eu-*"], [], ["ap-east-1", "us-east-1"]),
    (["us-east-1", "eu-west-1"], ["!eu-*"], ["us-east-1"]),
  ]

  @Test("patterns of Regions become those that are enabled in the account", arguments: patterns.indices)
  func expands(_ index: Int) async throws {
    let (regions, filter, swept) = Self.patterns[index]
    let clusters = [MockFleet.Cluster("web", instances: 2)]
    let fleet = MockFleet(accounts: [
      .init(Self.ids[0], regions: []),
      .init(Self.ids[1], regions: ["us-east-1", "eu-west-1", "ap-east-1"].map { .init($0, clusters: clusters) }),
    ])
    try await SweepBench.with(fleet) { bench in
      let plan = Self.plan(regions.map { $0 == "all" ? "*" : $0 })
      let report = try await bench.sweep(plans: [plan], filter: ScopeFilter(regions: NameFilter(filter)))
      #expect(report.targets.compactMap(\.region) == swept)
      #expect(report.exitStatus == 0)
      // One session for all Regions; EC2 is asked once, in the account itself, and only where there is a pattern.
      #expect(bench.mock.callCounts["sts:AssumeRole"] == 1)
      let asked = bench.mock.calls.filter { $0.operation == "DescribeRegions" }
      #expect(asked.map(\.account) == (NameFilter(plan.regions.patterns).wildcards.isEmpty ? [] : [Self.ids[1]]))
    }
  }

  @Test("an account that does not say which Regions it has is a failed target with AWS's code, not an empty one")
  func regionsRefused() async throws {
    try await SweepBench.with(Self.fleet(2)) { bench in
      bench.mock.add(MockFault(.accessDenied, service: "ec2", operation: "DescribeRegions", account: Self.ids[1]))
      let report = try await bench.sweep(plans: [bench.plans[0], Self.plan(["*"])])
      #expect(report.targets.map(\.status) == [.ok, .failed])
      #expect(report.targets.last?.account == Self.ids[1])
      #expect(report.targets.last?.error?.contains("UnauthorizedOperation") == true)
      #expect(report.exitStatus == 2)
    }
  }

  static let unfit: [(region: String, words: String)] = [
    ("me-south-1", "not enabled in the account (not-opted-in)"), ("eu-gone-1", "EC2 knows no Region of this name"),
  ]

  @Test("a named Region that is not enabled is a failed target that says so", arguments: unfit.indices)
  func notEnabled(_ index: Int) async throws {
    let (region, words) = Self.unfit[index]
    try await SweepBench.with(Self.fleet(2)) { bench in
      if region == "eu-gone-1" { bench.mock.add(MockFault(.status(500), service: "ecs", region: region)) }
      let report = try await bench.sweep(plans: [Self.plan([Self.region, region])])
      let failed = report.targets.filter { $0.status == .failed }
      #expect(failed.map(\.region) == [region])
      #expect(failed.first?.error?.contains(words) == true, "\(failed.first?.error ?? "")")
      #expect(report.targets.contains { $0.status == .ok })
      #expect(report.exitStatus == 2)
    }
  }

  @Test("a pattern that means no enabled Region is a failed target")
  func noRegion() async throws {
    try await SweepBench.with(Self.fleet(2)) { bench in
      let report = try await bench.sweep(plans: [Self.plan(["us-*", "me-*"])])
      #expect(report.targets.map(\.status) == [.failed])
      #expect(report.targets.first?.error?.contains("no Region that is enabled in this account is meant by \"me-*\"") == true)
    }
  }

  static let fruitless: [(filter: ScopeFilter, part: ScopeFilter.Part)] = [
    (ScopeFilter(accounts: ["nobody"]), .accounts), (ScopeFilter(tags: ["env:prod"]), .accounts),
    (ScopeFilter(notAccounts: ["account-2", "acount-3"]), .notAccount("acount-3")),
    (ScopeFilter(regions: NameFilter(["mars-*"])), .regions),
    (ScopeFilter(clusters: NameFilter(["nope"])), .clusters),
  ]

  @Test("a filter that leaves nothing of what was discovered is told, and nothing is done", arguments: fruitless.indices)
  func filters(_ index: Int) async throws {
    let (filter, part) = Self.fruitless[index]
    try await SweepBench.with(Self.fleet(3)) { bench in
      for regions in [[Self.region], ["*"]] {
        let report = try await bench.sweep(plans: [], organization: Self.organization(regions: regions), filter: filter)
        #expect(report.fruitless == part)
        #expect(report.targets.isEmpty && report.failures.isEmpty)
      }
      #expect(bench.mock.mutations.isEmpty)
    }
  }

  @Test("a cluster that no Region of the plan has is a failed target, unless the filter leaves out Regions that may have it")
  func clusterElsewhere() async throws {
    let regions: [MockFleet.Region] = [
      .init("us-east-1", clusters: [.init("batch", instances: 4)]), .init("eu-west-1", clusters: [.init("web", instances: 4)]),
    ]
    try await SweepBench.with(MockFleet(accounts: [.init(SweepBench.account, regions: regions)])) { bench in
      var plan = bench.plans[0]
      plan.clusters = NameFilter(["batch", "web", "wbe"])
      let all = try await bench.sweep(plans: [plan])
      #expect(all.failures.isEmpty)
      #expect(all.targets.compactMap(\.error) == ["no cluster of this name in eu-west-1, us-east-1"])
      let part = try await bench.sweep(plans: [plan], filter: ScopeFilter(regions: NameFilter(["us-east-1"])))
      #expect(part.targets.map(\.status) == [.ok])
      #expect(part.exitStatus == 0)
    }
  }

  @Test("filters narrow what an organization has, by name and by exclusion")
  func narrows() async throws {
    try await SweepBench.with(Self.fleet(4, suspended: 1)) { bench in
      let only = try await bench.sweep(plans: [], organization: Self.organization(), filter: ScopeFilter(accounts: ["account-2"]))
      #expect(only.targets.map(\.account) == [Self.ids[1]])
      let without = try await bench.sweep(
        plans: [], organization: Self.organization(), filter: ScopeFilter(notAccounts: ["account-2", "account-4"]))
      #expect(without.targets.map(\.account) == [Self.ids[0], Self.ids[2]])
      #expect(!bench.mock.calls.contains { $0.account == Self.ids[3] })
    }
  }
}
