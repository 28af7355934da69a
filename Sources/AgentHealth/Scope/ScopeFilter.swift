/// What the command line leaves of the accounts, Regions and clusters. It only narrows: the excludes of the configuration still win.
public struct ScopeFilter: Hashable, Sendable {
  /// A part of the filter that left nothing to sweep.
  public enum Part: Hashable, Sendable {
    /// `accounts`, `notAccounts` and `tags` together leave no account.
    case accounts
    /// No account is called this, although `notAccounts` names it.
    case notAccount(String)
    case regions
    case clusters
  }

  /// Only these accounts, by ID or name; globs. Empty means all.
  public var accounts: [String]
  /// None of these accounts, by ID or name; globs.
  public var notAccounts: [String]
  /// Only accounts that have all these tags.
  public var tags: [String]
  /// Only these Regions.
  public var regions: NameFilter
  /// Only these clusters.
  public var clusters: NameFilter
  /// Only the accounts and Regions of this shard; nil (default) for all. Not what a person is interested in, but what other workers do.
  public var shard: Shard?

  /// A filter; by default one that leaves everything.
  public init(
    accounts: [String] = [], notAccounts: [String] = [], tags: [String] = [], regions: NameFilter = .init(), clusters: NameFilter = .init()
  ) {
    self.accounts = accounts
    self.notAccounts = notAccounts
    self.tags = tags
    self.regions = regions
    self.clusters = clusters
  }

  /// Whether a Region of an account is this worker's.
  public func isOurs(account: String, region: String) -> Bool {
    shard.map { $0.contains(account: account, region: region) } ?? true
  }

  /// Whether an account is left.
  public func admits(_ plan: AccountPlan) -> Bool {
    admits(id: plan.accountID, name: plan.name, tags: plan.tags)
  }

  /// Whether an account is left that is known by these names and tags.
  public func admits(id: String?, name: String?, tags: [String]) -> Bool {
    let names = [id, name].compactMap(\.self)
    func isMeant(by globs: [String]) -> Bool { globs.contains { glob in names.contains { Glob.matches(glob, $0) } } }
    return (accounts.isEmpty || isMeant(by: accounts)) && !isMeant(by: notAccounts) && self.tags.allSatisfy(tags.contains)
  }

  /// The first name in `notAccounts`, patterns aside, that none of these accounts has: whoever mistypes it believes an account to be safe.
  public func unknownNotAccount(among names: Set<String>) -> String? {
    notAccounts.first { !Glob.isPattern($0) && !names.contains($0) }
  }
}
