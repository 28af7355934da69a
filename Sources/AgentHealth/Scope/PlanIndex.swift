/// Which entry of the configuration leads to a target that is known already: for commands that look at the store and ask nobody.
public struct PlanIndex: Sendable {
  private let accounts: [AccountPlan]
  private let organization: OrganizationPlan?
  private let home: String?

  /// - Parameter home: the account of an entry that names none, which is the caller's own; nil where it is not known.
  public init(accounts: [AccountPlan], organization: OrganizationPlan?, home: String?) {
    self.accounts = accounts
    self.organization = organization
    self.home = home
  }

  /// The first entry that means this target; of an organization it stands for every account without an entry of its own. Nil where none does.
  public func plan(for target: Target) -> AccountPlan? {
    let own = accounts.filter { id(of: $0) == target.account }
    let plans = own.isEmpty ? [organization?.template].compactMap(\.self) : own
    return plans.first { $0.regions.matches(target.region) && $0.clusters.matches(target.cluster) }
  }

  /// Whether a filter leaves this target. An account is known by the name and the tags of its entry.
  public func admits(_ target: Target, filter: ScopeFilter) -> Bool {
    let plan = accounts.first { id(of: $0) == target.account }
    return filter.admits(id: target.account, name: plan?.name, tags: plan?.tags ?? organization?.template.tags ?? [])
      && filter.regions.matches(target.region) && filter.clusters.matches(target.cluster)
  }

  /// The ID of an account that is called this: by ID, by a glob of IDs, or by the name of an entry. Nil where nobody is.
  public func account(called name: String) -> String? {
    if name.allSatisfy({ $0.isNumber || $0 == "*" || $0 == "?" }) { return name }
    return accounts.first { $0.name == name }.flatMap(id(of:))
  }

  /// `arn:aws:iam::111122223333:role/…` names its account too.
  private func id(of plan: AccountPlan) -> String? {
    if let id = plan.accountID { return id }
    guard let role = plan.roles.last else { return home }
    let parts = role.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count > 5 ? String(parts[4]) : nil
  }
}
