/// One entry of `accounts`: how to get into an account and what to sweep there.
public struct AccountPlan: Hashable, Sendable {
  /// The name people know it by; nil where none was given.
  public let name: String?
  /// The account that must be found there; nil means the caller's own.
  public let accountID: String?
  /// The role's ARN to assume; nil means the caller's own credentials.
  public let role: String?
  /// The external ID that the role asks for.
  public let externalID: String?
  /// The Regions to sweep. At least one.
  public let regions: [String]
  /// The clusters to sweep in each of them.
  public let clusters: ClusterFilter
  /// The policies of its clusters.
  public let policies: PolicyLayers
  /// Why nothing is to be remediated there; nil where nothing says so.
  public let paused: String?

  /// An account to sweep.
  public init(
    name: String? = nil, accountID: String? = nil, role: String? = nil, externalID: String? = nil, regions: [String],
    clusters: ClusterFilter = .init(), policies: PolicyLayers = .init(), paused: String? = nil
  ) {
    self.name = name
    self.accountID = accountID
    self.role = role
    self.externalID = externalID
    self.regions = regions
    self.clusters = clusters
    self.policies = policies
    self.paused = paused
  }

  /// What to call it where it could not be proven.
  public var label: String { accountID ?? name ?? "caller's account" }
}
