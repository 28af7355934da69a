/// What the brake looks at as one: where much is disconnected at once, the cause is not the instances.
public enum BrakeScope: Hashable, Sendable {
  case cluster(Target)
  /// An Auto Scaling group of an account and Region, whatever clusters its instances are in.
  case group(account: String, region: String, name: String)
  /// An Availability Zone ID of a Region, over all accounts: the ID means the same zone in each of them.
  case zone(region: String, id: String)
  /// A Region over all accounts.
  case region(String)

  /// The Region it lies in.
  public var region: String {
    switch self {
    case .cluster(let target): target.region
    case .group(_, let region, _), .zone(let region, _), .region(let region): region
    }
  }

  /// Whether it is wider than one account: such a scope can vouch for the narrower ones.
  public var isWide: Bool {
    switch self {
    case .cluster, .group: false
    case .zone, .region: true
    }
  }

  /// Where it is, in words that follow "disconnected".
  var place: String {
    switch self {
    case .cluster: "in the cluster"
    case .group(_, _, let name): "in Auto Scaling group \(name)"
    case .zone(let region, let id): "in zone \(id) of \(region) over all accounts"
    case .region(let region): "in \(region) over all accounts"
    }
  }

  /// Its name within its Region, as a store keeps it. No white space.
  public var name: String {
    switch self {
    case .cluster(let target): "cluster:\(target.account):\(target.cluster)"
    case .group(let account, _, let name): "group:\(account):\(name.map { $0.isWhitespace ? "+" : "\($0)" }.joined())"
    case .zone(_, let id): "zone:\(id)"
    case .region: "region"
    }
  }
}
