import AgentHealth
import Testing

@Suite("Which accounts of an organization are swept")
struct OrganizationPlanTests {
  static let members = [
    member("333300000000", "prod-old", state: "SUSPENDED", "ou-ab12-production"),
    member("111100000000", "management"),
    member("222200000000", "prod-web", "ou-ab12-production", "ou-ab12-nested00"),
    member("444400000000", "sandbox", "ou-ab12-sandboxes"),
  ]

  static func member(_ id: String, _ name: String, state: String = "ACTIVE", _ units: String...) -> OrganizationMember {
    OrganizationMember(id: id, name: name, state: state, units: ["r-ab12"] + units, partition: "aws")
  }

  static func plan(_ units: [String] = [], include: [String] = [], exclude: [String] = [], roles: [String] = ["m"]) -> OrganizationPlan {
    OrganizationPlan(
      organizationalUnits: units, include: include, exclude: exclude, roles: roles,
      template: AccountPlan(regions: NameFilter(["all"]), tags: ["org"]))
  }

  static let selections: [(plan: OrganizationPlan, swept: [String], inactive: [String])] = [
    (plan(), ["1111", "2222", "4444"], ["3333"]),
    (plan(["r-ab12"]), ["1111", "2222", "4444"], ["3333"]),
    (plan(["ou-ab12-production"]), ["2222"], ["3333"]),
    (plan(["ou-ab12-nested00", "ou-ab12-sandboxes"]), ["2222", "4444"], []),
    (plan(include: ["prod-*"]), ["2222"], ["3333"]),
    (plan(include: ["444400000000", "management"]), ["1111", "4444"], []),
    (plan(exclude: ["prod-*"]), ["1111", "4444"], []),
    (plan(include: ["prod-*"], exclude: ["prod-old"]), ["2222"], []),
    (plan(["ou-ab12-production"], include: ["*web"], exclude: ["1111*"]), ["2222"], []),
  ]

  @Test("units are matched on the whole path, excludes win, and only ACTIVE accounts are swept", arguments: selections.indices)
  func selects(_ index: Int) {
    let (plan, swept, inactive) = Self.selections[index]
    let selection = plan.select(Self.members)
    #expect(selection.plans.compactMap(\.accountID) == swept.map { $0 + "00000000" })
    #expect(selection.inactive.map(\.id) == inactive.map { $0 + "00000000" })
    #expect(selection.mistakes.isEmpty)
  }

  @Test("an account with an entry of its own is left to that, whatever its state")
  func named() {
    let selection = Self.plan().select(Self.members, named: ["222200000000", "333300000000"])
    #expect(selection.plans.map(\.name) == ["management", "sandbox"])
    #expect(selection.inactive.isEmpty && selection.mistakes.isEmpty)
  }

  @Test("an account gets its own ID and name, its role in its partition, and all else of the template")
  func plans() throws {
    let roles = ["arn:aws-cn:iam::111100000000:role/hub", "team/m"]
    let member = OrganizationMember(id: "222200000000", name: "web", state: "ACTIVE", units: ["r-ab12"], partition: "aws-cn")
    let plan = try #require(Self.plan(roles: roles).select([member]).plans.first)
    #expect(plan.accountID == "222200000000" && plan.name == "web")
    #expect(plan.roles == [roles[0], "arn:aws-cn:iam::222200000000:role/team/m"])
    #expect(plan.tags == ["org"] && plan.regions.patterns == ["all"])
  }

  static let mistakes: [(plan: OrganizationPlan, members: [OrganizationMember], words: [String])] = [
    (plan(), [], ["it lists no account"]),
    (plan(["ou-ab12-typo0000", "r-ab12"]), members, ["no account is in the organizational unit ou-ab12-typo0000"]),
    (plan(include: ["prdo-*", "sandbox"]), members, ["\"include\" names \"prdo-*\", and no account of the organization"]),
    (plan(["ou-ab12-sandboxes"], include: ["prod-web"]), members, ["and no account in its organizational_units"]),
    (plan(exclude: ["snadbox", "x-*"]), members, ["\"exclude\" names \"snadbox\", and no account is called that"]),
    (plan(exclude: ["*"]), members, ["\"exclude\" leaves none"]),
    (plan(["ou-ab12-typo0000"], include: ["x"]), members, ["ou-ab12-typo0000", "\"x\""]),
  ]

  @Test("what names nothing is a mistake that is told", arguments: mistakes.indices)
  func namesNothing(_ index: Int) {
    let (plan, members, words) = Self.mistakes[index]
    let told = plan.select(members).mistakes
    #expect(told.count == words.count, "\(told)")
    for (mistake, words) in zip(told, words) { #expect(mistake.contains(words), "\(mistake)") }
  }

  @Test("an exclude that names nobody leaves no account, a pattern that fits nobody all")
  func excludesNobody() {
    #expect(Self.plan(exclude: ["snadbox"]).select(Self.members).plans.isEmpty)
    #expect(Self.plan(exclude: ["snad*"]).select(Self.members).plans.count == 3)
  }

  @Test("a filter leaves an account that it names, that has all its tags, and that it does not exclude")
  func filters() {
    let plan = AccountPlan(name: "prod-web", accountID: "222200000000", regions: NameFilter(["r"]), tags: ["env:prod", "team:a"])
    for filter in [
      ScopeFilter(), ScopeFilter(accounts: ["2222*"]), ScopeFilter(accounts: ["x", "prod-*"]), ScopeFilter(tags: ["env:prod"]),
      ScopeFilter(tags: ["team:a", "env:prod"]), ScopeFilter(notAccounts: ["prod"]),
    ] { #expect(filter.admits(plan), "\(filter)") }
    for filter in [
      ScopeFilter(accounts: ["x"]), ScopeFilter(accounts: ["prod"]), ScopeFilter(tags: ["env:prod", "team:b"]),
      ScopeFilter(tags: ["env:*"]),
      ScopeFilter(accounts: ["prod-web"], notAccounts: ["2222*"]),
    ] { #expect(!filter.admits(plan), "\(filter)") }
    #expect(ScopeFilter(notAccounts: ["a", "b*"]).unknownNotAccount(among: ["a"]) == nil)
    #expect(ScopeFilter(notAccounts: ["b*", "c"]).unknownNotAccount(among: ["a"]) == "c")
  }
}
