import AWSCore
import AWSServices
import AgentHealth

extension Discover {
  /// The accounts that are to be swept, and what is to be said of others.
  struct Accounts: Sendable {
    var plans: [AccountPlan] = []
    var rows: [TargetReport] = []
    var fruitless: ScopeFilter.Part?
  }

  /// The accounts that are named, those of the organization that are not, and of both what the filter leaves.
  func accounts() async -> Accounts {
    var plans = request.accounts.map(identified)
    var inactive: [OrganizationMember] = []
    var accounts = Accounts()
    var isComplete = true
    var names = Set(plans.flatMap { [$0.accountID, $0.name].compactMap(\.self) })
    if let organization = request.organization {
      do throws(AWSError) {
        let members = try await members()
        let selection = organization.select(members, named: Set(plans.compactMap(\.accountID)))
        plans += selection.plans.map(enteredByCaller)
        inactive = selection.inactive
        names.formUnion(members.flatMap { [$0.id, $0.name] })
        accounts.rows = selection.mistakes.map { Self.organizationFailed("the organization: \($0)") }
      } catch {
        isComplete = false
        accounts.rows = [Self.organizationFailed("its accounts could not be listed: \(error)")]
      }
    }
    let tags = request.organization?.template.tags ?? []
    if isComplete, let unknown = request.filter.unknownNotAccount(among: names) {
      accounts.fruitless = .notAccount(unknown)
      return accounts
    }
    accounts.plans = plans.filter(request.filter.admits)
    accounts.rows += inactive.filter { request.filter.admits(id: $0.id, name: $0.name, tags: tags) }.map(Self.skipped)
    if accounts.plans.isEmpty, accounts.rows.isEmpty { accounts.fruitless = .accounts }
    return accounts
  }

  private func members() async throws(AWSError) -> [OrganizationMember] {
    let organizations = Organizations(client, account: home, region: request.region)
    return try await organizations.listAccounts().all().map {
      OrganizationMember(
        id: $0.id, name: $0.name, state: $0.state, units: $0.units, partition: ARN($0.arn)?.partition ?? home.identity.partition)
    }
  }

  /// An entry without account and role is the caller's own account, whose ID is known by now.
  private func identified(_ plan: AccountPlan) -> AccountPlan {
    var plan = plan
    if plan.roles.isEmpty, plan.accountID == nil { plan.accountID = home.id }
    return plan
  }

  /// Who is a session of an account's role already need not assume it, and by default could not: a role does not trust itself.
  private func enteredByCaller(_ plan: AccountPlan) -> AccountPlan {
    var plan = plan
    let role = home.identity.resource.split(separator: "/")
    if plan.accountID == home.id, role.count == 3, role[0] == "assumed-role", plan.roles.last?.nameOfARN == String(role[1]) {
      plan.roles = []
    }
    return plan
  }

  private static func organizationFailed(_ why: String) -> TargetReport {
    TargetReport(account: "organization", region: nil, cluster: nil, status: .failed, error: why)
  }

  private static func skipped(_ member: OrganizationMember) -> TargetReport {
    TargetReport(
      account: member.id, region: nil, cluster: nil, status: .skipped, error: "\(member.name) is \(member.state) in its organization")
  }
}
