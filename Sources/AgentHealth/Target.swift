/// One cluster of one proven account in one Region: the unit that is observed, counted and judged.
public struct Target: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The 12-digit AWS account ID, proven by STS and never merely configured.
  public let account: String
  /// An AWS Region such as `eu-west-1`.
  public let region: String
  /// The cluster's name (not its ARN).
  public let cluster: String

  /// Names one cluster of one account and Region.
  public init(account: String, region: String, cluster: String) {
    self.account = account
    self.region = region
    self.cluster = cluster
  }

  /// `account/region/cluster`, for people.
  public var description: String { "\(account)/\(region)/\(cluster)" }

  /// Orders by account, then Region, then cluster.
  public static func < (a: Target, b: Target) -> Bool {
    (a.account, a.region, a.cluster) < (b.account, b.region, b.cluster)
  }
}
