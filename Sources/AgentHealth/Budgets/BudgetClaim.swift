/// One instance that asks for a place in the budgets that all workers share.
public struct BudgetClaim: Hashable, Sendable {
  /// `account/region/i-…`.
  public let instance: String
  /// `account/region/cluster`.
  public let cluster: String
  /// `account/region/group`; nil where its group is not known.
  public let group: String?
  /// Whether its remediation was begun before: it holds its place in cluster and group already.
  public let isOpen: Bool
  /// The budgets of its policy.
  public let limits: BudgetLimits

  /// A claim for one instance.
  public init(instance: String, cluster: String, group: String?, isOpen: Bool, limits: BudgetLimits) {
    self.instance = instance
    self.cluster = cluster
    self.group = group
    self.isOpen = isOpen
    self.limits = limits
  }
}

/// How many remediations one policy lets go.
public struct BudgetLimits: Hashable, Sendable {
  /// Begun in a sliding hour, by all workers.
  public let perHour: Int
  /// Begun in one sweep.
  public let perSweep: Int
  /// Open in one Auto Scaling group.
  public let perGroup: Int
  /// Open in one cluster.
  public let perCluster: Int

  /// Some limits.
  public init(perHour: Int, perSweep: Int, perGroup: Int, perCluster: Int) {
    self.perHour = perHour
    self.perSweep = perSweep
    self.perGroup = perGroup
    self.perCluster = perCluster
  }

  /// Those of a policy.
  public init(_ policy: Policy) {
    self.init(perHour: policy.perHour, perSweep: policy.perSweep, perGroup: policy.perGroup, perCluster: policy.perCluster)
  }
}

/// What became of one claim.
public enum BudgetAnswer: Hashable, Sendable {
  /// It may be remediated; its place is taken.
  case granted
  /// It must wait: which budget is used up, and how many hold it; or its machine's place is that of a registration in another cluster.
  case refused(Reason, count: Int)

  /// The ruling for a refused instance; nil where it was granted.
  public func ruling(_ claim: BudgetClaim) -> Ruling? {
    guard case .refused(let reason, let count) = self else { return nil }
    switch reason {
    case .perHour:
      return Ruling(.deferred, reason, "\(count) begun within the last hour already, by all workers (per_hour \(claim.limits.perHour))")
    case .perSweep: return Ruling(.deferred, reason, "\(count) begun in this sweep already (per_sweep \(claim.limits.perSweep))")
    case .perCluster:
      return Ruling(.deferred, reason, "\(count) open in the cluster already, over all workers (per_cluster \(claim.limits.perCluster))")
    case .duplicateRegistration:
      return Ruling(.deferred, reason, "another registration of its machine, in another cluster, has its turn")
    default:
      return Ruling(
        .deferred, reason, "\(count) open in group \(claim.group ?? "") already, over all workers (per_group \(claim.limits.perGroup))")
    }
  }
}
