/// The policies of one account's clusters: defaults < top level < account < last matching cluster entry < flags.
public struct PolicyLayers: Hashable, Sendable {
  /// One entry of `cluster_policies`.
  public struct ClusterEntry: Hashable, Sendable {
    /// Which clusters it is for.
    public let clusters: NameFilter
    /// What it changes.
    public let overrides: PolicyOverrides

    /// An entry for some clusters.
    public init(clusters: NameFilter, overrides: PolicyOverrides) {
      self.clusters = clusters
      self.overrides = overrides
    }
  }

  /// The file's top level.
  public var top: PolicyOverrides
  /// The account's.
  public var account: PolicyOverrides
  /// By cluster; the last that matches counts.
  public var clusters: [ClusterEntry]
  /// The command line's.
  public var flags: PolicyOverrides

  /// The layers of one account.
  public init(
    top: PolicyOverrides = .init(), account: PolicyOverrides = .init(), clusters: [ClusterEntry] = [], flags: PolicyOverrides = .init()
  ) {
    self.top = top
    self.account = account
    self.clusters = clusters
    self.flags = flags
  }

  /// What is the account's as a whole: every layer but the clusters' own.
  public var wholeAccount: Policy { policy(of: nil) }

  /// The policy of one cluster, all layers applied.
  public func policy(for cluster: String) -> Policy {
    policy(of: clusters.last { $0.clusters.matches(cluster) })
  }

  /// What no rule can work with in any policy that these layers can lead to, in sentences.
  public var contradictions: [String] {
    Set(([nil] + clusters).flatMap { policy(of: $0).contradictions }).sorted()
  }

  /// How instances are replaced, in any of these policies.
  public var methods: Set<RemediationMethod> { Set(([nil] + clusters).map { policy(of: $0).method }) }

  private func policy(of entry: ClusterEntry?) -> Policy {
    [top, account, entry?.overrides ?? .init(), flags].reduce(Policy()) { $0.applying($1) }
  }
}
