/// AWS's token buckets: per account, Region and API category.
struct Buckets {
  /// What operations share a bucket, and how large it is. ECS and EC2 as published; Auto Scaling,
  /// Organizations and zonal shift publish no figures, these are guesses.
  enum Category: String {
    case clusterRead, clusterResourceRead, clusterResourceModify, capacityProviderRead
    case ec2Read, ec2Modify, terminate
    case autoScaling
    case publish
    case sts
    case organizations
    case zonalShift

    /// Tokens when full, and tokens per second.
    var size: (burst: Double, refill: Double) {
      switch self {
      case .clusterRead, .capacityProviderRead: (50, 20)
      case .clusterResourceRead: (100, 20)
      case .clusterResourceModify: (100, 40)
      case .ec2Read: (100, 20)
      case .ec2Modify: (50, 5)
      case .terminate: (100, 5)
      case .autoScaling: (100, 20)
      case .publish: (300, 300)
      case .sts: (600, 600)
      case .organizations: (20, 10)
      case .zonalShift: (20, 10)
      }
    }
  }

  private struct Key: Hashable {
    let account: String
    let region: String
    let name: String
  }

  private struct Level {
    var tokens: Double
    var at: Double
  }

  private var levels: [Key: Level] = [:]

  /// Takes one token; false where there is none. `name` tells buckets of one size apart.
  mutating func take(_ category: Category, _ name: String, account: String, region: String, now: Double) -> Bool {
    let size = category.size
    let key = Key(account: account, region: region, name: name)
    var level = levels[key] ?? Level(tokens: size.burst, at: now)
    level.tokens = min(size.burst, level.tokens + max(0, now - level.at) * size.refill)
    level.at = now
    defer { levels[key] = level }
    guard level.tokens >= 1 else { return false }
    level.tokens -= 1
    return true
  }
}
