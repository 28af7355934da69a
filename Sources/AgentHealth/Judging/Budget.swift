/// Rule 7, the budgets: how many remediations may be open in a group and a cluster, and begun in a sweep.
///
/// What exceeds a budget is deferred. Remediations that are already open hold their slot and are not deferred by it.
/// A budget of 0 means report only, also for them.
struct Budget {
  let installation: String
  /// Open remediations that no picture shows, by `account/region/group`. They hold a slot of their group; of which cluster, nobody knows.
  var unseen: [String: Int] = [:]

  /// The same instances in the same order, those over budget deferred.
  ///
  /// The longest disconnected go first, then by container instance ID. An open remediation whose instance has left its group
  /// takes a slot of every group of its cluster, since nobody knows any more which group it was.
  func applied(to judged: [Judged], policies: [Target: Policy]) -> [Judged] {
    var result = judged
    var clusters: [Target: Int] = [:]
    var groups = unseen
    var groupless: [Target: Int] = [:]
    var begun: Set<String> = []

    for item in judged where isOpen(item) {
      clusters[item.target, default: 0] += 1
      if let key = groupKey(item) { groups[key, default: 0] += 1 } else { groupless[item.target, default: 0] += 1 }
    }
    for index in judged.indices where judged[index].ruling.verdict == .due {
      if let ruling = reportOnly(policies[judged[index].target] ?? Policy()) { result[index].ruling = ruling }
    }
    let candidates = judged.indices.filter { result[$0].ruling.verdict == .due && result[$0].ruling.reason == .disconnected }
      .sorted { judged[$0].turn < judged[$1].turn }
    for index in candidates {
      let item = judged[index]
      let policy = policies[item.target] ?? Policy()
      let key = groupKey(item)
      let name = item.target.budgetName(item.instance.sighting.ec2Instance)
      let isReopened = isOpen(item)
      let openInGroup = (key.map { groups[$0, default: 0] } ?? 0) + groupless[item.target, default: 0]
      let openInCluster = clusters[item.target, default: 0]
      if begun.contains(name) {
        // The last look decides which of them counts, and the place is one.
        result[index].ruling = Ruling(.deferred, .duplicateRegistration, "another registration of its machine has its turn")
      } else if begun.count >= policy.perSweep {
        result[index].ruling = Ruling(.deferred, .perSweep, "\(begun.count) begun in this sweep already (per_sweep \(policy.perSweep))")
      } else if !isReopened && openInCluster >= policy.perCluster {
        let detail = "\(openInCluster) open in the cluster already (per_cluster \(policy.perCluster))"
        result[index].ruling = Ruling(.deferred, .perCluster, detail)
      } else if !isReopened && openInGroup >= policy.perGroup {
        let detail = "\(openInGroup) open in group \(item.instance.facts.membership?.group ?? "") already (per_group \(policy.perGroup))"
        result[index].ruling = Ruling(.deferred, .perGroup, detail)
      } else {
        begun.insert(name)
        if !isReopened {
          clusters[item.target, default: 0] += 1
          if let key { groups[key, default: 0] += 1 }
        }
      }
    }
    deferGhosts(in: &result, policies: policies)
    return result
  }

  /// A ghost's end kills no machine and takes no place in group, cluster and hour; a sweep removes so many beside what it replaces.
  private func deferGhosts(in judged: inout [Judged], policies: [Target: Policy]) {
    var begun = 0
    let ghosts = judged.indices.filter { judged[$0].ruling.verdict == .due && judged[$0].ruling.reason == .ghost }
    for index in ghosts.sorted(by: { judged[$0].turn < judged[$1].turn }) {
      let limit = (policies[judged[index].target] ?? Policy()).perSweep
      if begun < limit {
        begun += 1
      } else {
        judged[index].ruling = Ruling(.deferred, .perSweep, "\(begun) ghosts are removed in this sweep already (per_sweep \(limit))")
      }
    }
  }

  /// The ruling for every due instance under a budget of 0; nil where no budget is 0.
  private func reportOnly(_ policy: Policy) -> Ruling? {
    let budgets: [(Int, Reason)] = [
      (policy.perHour, .perHour), (policy.perSweep, .perSweep), (policy.perCluster, .perCluster), (policy.perGroup, .perGroup),
    ]
    return budgets.first { $0.0 <= 0 }.map { Ruling(.deferred, $0.1, "\($0.1.rawValue) is 0: report only") }
  }

  /// Whether a remediation of this instance was begun before this sweep.
  private func isOpen(_ item: Judged) -> Bool {
    RemediationTag.isOurs(item.instance.facts.remediationTag, installation: installation)
  }

  private func groupKey(_ item: Judged) -> String? {
    item.instance.facts.membership.map { item.target.budgetGroup($0.group) }
  }
}

extension Judged {
  /// The order in which budgets are given: the longest disconnected first, then by container instance ID.
  public var turn: (Timestamp, String, Target) {
    (instance.record?.since ?? Timestamp(milliseconds: .max), instance.sighting.containerInstance, target)
  }
}
