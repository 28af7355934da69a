import AWSCore
import AWSServices
import AgentHealth

/// The first stage: accounts, Regions and cluster patterns become unique targets.
///
/// An account that is not the one that was named, and a Region that refuses, are failed targets: never swept, never empty.
struct Discover: Sendable {
  let client: AWSClient
  let caller: CredentialCache
  /// The caller's own account.
  let home: AWSAccount
  let request: SweepRequest

  /// What one account and Region led to.
  struct Finding: Sendable {
    let plan: AccountPlan
    /// Nil where the account itself failed.
    let region: String?
    var scope: RegionScope?
    var clusters: [String] = []
    var failure: TargetReport?
  }

  func run() async -> Scope {
    let accounts = await accounts()
    var scope = Scope(failed: accounts.rows, fruitless: accounts.fruitless)
    guard accounts.fruitless == nil else { return scope }
    let findings = await withTaskGroup(of: [Finding].self) { group in
      for plan in accounts.plans { group.addTask { await explore(plan) } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    var contested: Set<Target> = []
    for finding in findings.sorted(by: { ($0.plan.label, $0.region ?? "") < ($1.plan.label, $1.region ?? "") }) {
      add(finding, to: &scope, contested: &contested)
    }
    for plan in accounts.plans {
      scope.failed += notFound(plan, findings: findings.filter { $0.plan == plan })
    }
    // A shard may well be empty.
    if scope.targets.isEmpty, scope.failed.isEmpty, request.filter.shard == nil {
      scope.fruitless = findings.isEmpty ? .regions : .clusters
    }
    return scope
  }

  private func add(_ finding: Finding, to scope: inout Scope, contested: inout Set<Target>) {
    if let failure = finding.failure { scope.failed.append(failure) }
    guard var region = finding.scope else { return }
    region.targets = scope.regions[region.key]?.targets ?? [:]
    region.paused = scope.regions[region.key]?.paused ?? [:]
    for cluster in finding.clusters where request.filter.clusters.matches(cluster) {
      let target = Target(account: region.account.id, region: region.region, cluster: cluster)
      let policy = finding.plan.policies.policy(for: cluster)
      if let reason = request.paused ?? finding.plan.paused { region.paused[target] = region.paused[target] ?? reason }
      if contested.contains(target) { continue }
      if let other = region.targets[target], other != policy {
        region.targets[target] = nil
        contested.insert(target)
        scope.failed.append(
          TargetReport(
            account: target.account, region: target.region, cluster: cluster, status: .failed,
            error: "two entries of accounts lead here and give it different policies; give one of them an exclude"))
      } else {
        region.targets[target] = policy
      }
    }
    scope.regions[region.key] = region
  }

  /// Whether the filter leaves every Region of the plan, as far as the plan alone tells: what patterns mean is known of this part only.
  private func hasAllRegions(_ plan: AccountPlan) -> Bool {
    guard request.filter.shard != nil || !request.filter.regions.isEverything else { return true }
    return plan.regions.wildcards.isEmpty
      && plan.regions.literals.allSatisfy { request.filter.regions.matches($0) && isOurs($0, of: plan.accountID) }
  }

  /// The clusters that an account's plan names and that none of its Regions has, where all of its Regions could be asked.
  private func notFound(_ plan: AccountPlan, findings: [Finding]) -> [TargetReport] {
    guard !findings.isEmpty, findings.allSatisfy({ $0.failure == nil }) else { return [] }
    let account = findings.compactMap(\.scope?.account.id).first ?? plan.label
    return notFound(plan, among: findings.flatMap(\.clusters)).map {
      TargetReport(
        account: account, region: nil, cluster: $0, status: .failed,
        error: "no cluster of this name in \(findings.compactMap(\.region).sorted().joined(separator: ", "))")
    }
  }

  /// The clusters that a plan names, the filter leaves, and none of the plan's Regions has; none where the filter leaves some of those out.
  func notFound(_ plan: AccountPlan, among found: [String]) -> [String] {
    guard hasAllRegions(plan) else { return [] }
    let found = Set(found)
    return plan.clusters.literals.filter { plan.clusters.matches($0) && request.filter.clusters.matches($0) && !found.contains($0) }
  }
}
