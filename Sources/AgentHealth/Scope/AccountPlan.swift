/// One account to sweep: how to get into it and what to sweep there. An entry of `accounts`, or what an organization's entry says of one.
public struct AccountPlan: Hashable, Sendable {
  /// The name people know it by; nil where none was given.
  public var name: String?
  /// The account that must be found there; nil means the caller's own.
  public var accountID: String?
  /// The ARNs of the roles to assume, the first with the caller's credentials, each other with the one before it. Empty (default) means
  /// the caller's own credentials.
  public var roles: [String]
  /// The external ID that the roles ask for.
  public var externalID: String?
  /// The Regions to sweep. Where all are named, nobody is asked which there are.
  public var regions: NameFilter
  /// The clusters to sweep in each of them.
  public var clusters: NameFilter
  /// Words that `--tags` finds it by.
  public var tags: [String]
  /// The policies of its clusters.
  public var policies: PolicyLayers
  /// Why nothing is to be remediated there; nil where nothing says so.
  public var paused: String?

  /// An account to sweep.
  public init(
    name: String? = nil, accountID: String? = nil, roles: [String] = [], externalID: String? = nil, regions: NameFilter,
    clusters: NameFilter = .init(), tags: [String] = [], policies: PolicyLayers = .init(),
    paused: String? = nil
  ) {
    self.name = name
    self.accountID = accountID
    self.roles = roles
    self.externalID = externalID
    self.regions = regions
    self.clusters = clusters
    self.tags = tags
    self.policies = policies
    self.paused = paused
  }

  /// What to call it where it could not be proven.
  public var label: String { accountID ?? name ?? "caller's account" }
}
