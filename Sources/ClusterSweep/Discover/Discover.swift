import AWSCore
import AWSServices
import AgentHealth

/// The first stage: accounts, Regions and cluster patterns become unique targets.
///
/// An account that is not the one that was named, and a Region that refuses, are failed targets: never swept, never empty.
struct Discover: Sendable {
  let client: AWSClient
  let caller: CredentialCache
  let request: SweepRequest

  /// What one account entry and Region led to.
  private struct Finding: Sendable {
    let plan: AccountPlan
    let region: String
    var scope: RegionScope?
    var clusters: [String] = []
    var failure: TargetReport?
  }

  func run() async -> Scope {
    let findings = await withTaskGroup(of: [Finding].self) { group in
      for plan in request.accounts { group.addTask { await explore(plan) } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    var scope = Scope()
    var contested: Set<Target> = []
    for finding in findings.sorted(by: { ($0.plan.label, $0.region) < ($1.plan.label, $1.region) }) {
      add(finding, to: &scope, contested: &contested)
    }
    for plan in request.accounts {
      scope.failed += notFound(plan, findings: findings.filter { $0.plan == plan })
    }
    return scope
  }

  private func explore(_ plan: AccountPlan) async -> [Finding] {
    let account: AWSAccount
    do {
      account = try await client.prove(accountID: plan.accountID, role: role(of: plan), caller: caller, region: plan.regions.first ?? "")
    } catch {
      let failure = TargetReport(account: plan.label, region: nil, cluster: nil, status: .failed, error: error.description)
      return [Finding(plan: plan, region: "", failure: failure)]
    }
    await client.limiter.use(share: Double(plan.policies.wholeAccount.apiSharePercent) / 100, in: account.id)
    return await withTaskGroup(of: Finding.self) { group in
      for region in plan.regions { group.addTask { await finding(plan, account, region) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
  }

  /// A plan gets sessions that cannot change anything, whatever the role allows.
  private func role(of plan: AccountPlan) -> AssumedRole? {
    plan.role.map {
      AssumedRole(
        arn: $0, externalID: plan.externalID, sweepID: request.sweepID,
        sessionPolicy: request.mode == .apply ? nil : AssumedRole.readOnlyPolicy)
    }
  }

  private func finding(_ plan: AccountPlan, _ account: AWSAccount, _ region: String) async -> Finding {
    let scope = RegionScope(client: client, account: account, region: region)
    do {
      let names = try await scope.ecs.listClusters().all().map(\.nameOfARN)
      return Finding(plan: plan, region: region, scope: scope, clusters: names.filter { plan.clusters.matches($0) })
    } catch {
      let failure = TargetReport(account: account.id, region: region, cluster: nil, status: .failed, error: error.description)
      return Finding(plan: plan, region: region, failure: failure)
    }
  }

  private func add(_ finding: Finding, to scope: inout Scope, contested: inout Set<Target>) {
    if let failure = finding.failure { scope.failed.append(failure) }
    guard var region = finding.scope else { return }
    region.targets = scope.regions[region.key]?.targets ?? [:]
    region.paused = scope.regions[region.key]?.paused ?? [:]
    for cluster in finding.clusters where request.clusters.matches(cluster) {
      let target = Target(account: region.account.id, region: region.region, cluster: cluster)
      let policy = finding.plan.policies.policy(for: cluster)
      if let reason = finding.plan.paused { region.paused[target] = region.paused[target] ?? reason }
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

  /// The clusters that an account entry names and that none of its Regions has, where all of its Regions could be asked.
  private func notFound(_ plan: AccountPlan, findings: [Finding]) -> [TargetReport] {
    guard findings.allSatisfy({ $0.failure == nil }) else { return [] }
    let found = Set(findings.flatMap(\.clusters))
    let account = findings.compactMap(\.scope?.account.id).first ?? plan.label
    return plan.clusters.literals.filter { plan.clusters.matches($0) && request.clusters.matches($0) && !found.contains($0) }.map {
      TargetReport(
        account: account, region: nil, cluster: $0, status: .failed,
        error: "no cluster of this name in \(plan.regions.joined(separator: ", "))")
    }
  }
}
