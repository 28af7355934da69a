import AWSCore
import AWSServices
import AgentHealth

/// One proven account in one Region, the clients for it, and what is to be swept there.
struct RegionScope: Sendable {
  let account: AWSAccount
  let region: String
  let ecs: ECS
  let ec2: EC2
  let autoScaling: AutoScaling
  let zonalShift: ZonalShift
  /// How many clusters there are, swept or not.
  var clusters = 0
  /// Every target of this Region with its policy.
  var targets: [Target: Policy] = [:]
  /// Why the configuration pauses a target. One entry that does is enough, however many lead there.
  var paused: [Target: String] = [:]

  init(client: AWSClient, account: AWSAccount, region: String) {
    self.account = account
    self.region = region
    ecs = ECS(client, account: account, region: region)
    ec2 = EC2(client, account: account, region: region)
    autoScaling = AutoScaling(client, account: account, region: region)
    zonalShift = ZonalShift(client, account: account, region: region)
  }

  var key: RegionKey { RegionKey(account: account.id, region: region) }
}

/// An account and a Region: what AWS's limits, groups and EC2 instances belong to.
struct RegionKey: Hashable, Sendable {
  let account: String
  let region: String

  init(account: String, region: String) {
    self.account = account
    self.region = region
  }

  init(_ target: Target) {
    self.init(account: target.account, region: target.region)
  }
}

/// What there is to sweep, and what could not even be found out.
struct Scope: Sendable {
  var regions: [RegionKey: RegionScope] = [:]
  /// Accounts, Regions and named clusters that could not be reached or found, and accounts that are skipped.
  var failed: [TargetReport] = []
  /// The part of the filter that left nothing to sweep.
  var fruitless: ScopeFilter.Part?

  var targets: [Target] { regions.values.flatMap(\.targets.keys).sorted() }

  func policy(for target: Target) -> Policy { regions[RegionKey(target)]?.targets[target] ?? Policy() }
}

extension String {
  /// A cluster's name: what stands behind the last slash of its ARN.
  var nameOfARN: String { String(self[(lastIndex(of: "/").map(index(after:)) ?? startIndex)...]) }
}
