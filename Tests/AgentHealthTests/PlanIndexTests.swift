import AgentHealth
import Testing

@Suite("Which entry leads to a target that is known already")
struct PlanIndexTests {
  static func target(_ account: String, _ cluster: String = "web") -> Target {
    Target(account: account, region: "eu-west-1", cluster: cluster)
  }

  @Test("is found by ID, by role and, for an entry without either, by the caller's account")
  func plans() {
    let accounts = [
      AccountPlan(name: "a", accountID: "111111111111", regions: NameFilter(["eu-*"]), clusters: NameFilter(["!sandbox"]), tags: ["t"]),
      AccountPlan(name: "b", roles: ["arn:aws:iam::222222222222:role/monitor"], regions: NameFilter()),
      AccountPlan(name: "own", regions: NameFilter()),
    ]
    let index = PlanIndex(accounts: accounts, organization: nil, home: "333333333333")
    #expect(index.plan(for: Self.target("111111111111"))?.name == "a")
    #expect(index.plan(for: Self.target("111111111111", "sandbox")) == nil)
    #expect(index.plan(for: Self.target("222222222222"))?.name == "b")
    #expect(index.plan(for: Self.target("333333333333"))?.name == "own")
    #expect(index.plan(for: Self.target("444444444444")) == nil)
    #expect(index.account(called: "b") == "222222222222")
    #expect(index.account(called: "1111*") == "1111*")
    #expect(index.account(called: "c") == nil)
    #expect(index.admits(Self.target("111111111111"), filter: ScopeFilter(accounts: ["a"], tags: ["t"])))
    #expect(!index.admits(Self.target("222222222222"), filter: ScopeFilter(accounts: ["a"])))
  }

  @Test("is the organization's where the account has none of its own")
  func organization() {
    let organization = OrganizationPlan(roles: ["monitor"], template: AccountPlan(name: "every", regions: NameFilter()))
    let own = AccountPlan(name: "a", accountID: "111111111111", regions: NameFilter(["us-east-1"]))
    let index = PlanIndex(accounts: [own], organization: organization, home: nil)
    #expect(index.plan(for: Self.target("444444444444"))?.name == "every")
    #expect(index.plan(for: Self.target("111111111111")) == nil, "its own entry is the only word on it")
  }

  @Test("a person's pause and the strikes say what comes next; a pause of some group says it only in a plan")
  func next() {
    let now = Timestamp(seconds: 1_763_874_000)
    let target = Self.target("111111111111")
    let plan = AccountPlan(accountID: "111111111111", regions: NameFilter())
    let record = StrikeRecord(count: 1, since: now, seen: "one")
    func next(after: Duration = .seconds(900), plan: AccountPlan? = plan, paused: String? = nil, pauses: Pauses = Pauses()) -> Reason? {
      StrikeOutlook.next(
        record, of: "c0ffee", in: target, swept: SweepMark(id: "one", at: now), plan: plan, paused: paused, pauses: pauses,
        now: now + after)?.reason
    }
    func pause(_ scope: PauseScope) -> Pauses {
      Pauses([Pause(scope: scope, reason: "x", by: "y", since: now, until: now + .seconds(7200))])
    }
    #expect(next() == .disconnected)
    #expect(next(after: .seconds(300)) == .strikes)
    #expect(next(plan: nil) == nil)
    #expect(next(paused: "x") == .paused)
    #expect(next(pauses: pause(PauseScope(cluster: "web"))) == .paused)
    #expect(next(pauses: pause(PauseScope(instance: "c0ffee"))) == .paused)
    #expect(next(pauses: pause(PauseScope(group: "g"))) == .disconnected)
    #expect(next(pauses: Pauses(unreadable: "x")) == .paused)
  }
}
