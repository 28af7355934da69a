import AWSCore
import AWSServices
import AgentHealth

extension Discover {
  /// Enters an account, and lists the clusters of its Regions.
  func explore(_ plan: AccountPlan) async -> [Finding] {
    let named = plan.regions.literals.filter {
      plan.regions.matches($0) && request.filter.regions.matches($0) && isOurs($0, of: plan.accountID)
    }
    // An account of which the filter, or the shard, leaves no Region is not even entered.
    if named.isEmpty, plan.regions.wildcards.isEmpty, !plan.regions.literals.isEmpty { return [] }
    do throws(AWSError) {
      let account = try await client.prove(
        accountID: plan.accountID, roles: roles(of: plan), caller: caller, region: asking(plan))
      await client.limiter.use(share: Double(plan.policies.wholeAccount.apiSharePercent) / 100, in: account.id)
      let matching = try await matchingRegions(plan, account)
      return await withTaskGroup(of: Finding.self) { group in
        for region in Set(named + matching) where isOurs(region, of: account.id) { group.addTask { await finding(plan, account, region) } }
        return await group.reduce(into: []) { $0.append($1) }
      }
    } catch {
      let failure = TargetReport(
        account: plan.label, region: nil, cluster: nil, status: .failed, error: error.description, cause: Gap(error))
      return [Finding(plan: plan, region: nil, failure: failure)]
    }
  }

  /// Whether a Region is this shard's; true while the account is not known.
  func isOurs(_ region: String, of account: String?) -> Bool {
    account.map { request.filter.isOurs(account: $0, region: region) } ?? true
  }

  /// A plan gets sessions that cannot change anything, whatever the role allows.
  func roles(of plan: AccountPlan) -> [AssumedRole] {
    AssumedRole.chain(
      plan.roles, externalID: plan.externalID, sweepID: request.sweepID,
      sessionPolicy: request.mode == .apply ? nil : AssumedRole.readOnlyPolicy)
  }

  /// The Region whose STS and EC2 are asked about the account.
  func asking(_ plan: AccountPlan) -> String { SweepRequest.asked(request.region, named: plan.regions.literals.first) }

  /// The enabled Regions that the plan's patterns mean and the filter leaves. Nobody is asked where there are no patterns.
  func matchingRegions(_ plan: AccountPlan, _ account: AWSAccount) async throws(AWSError) -> [String] {
    guard !plan.regions.wildcards.isEmpty else { return [] }
    let ec2 = EC2(client, account: account, region: asking(plan))
    let meant = try await ec2.describeRegions().filter { $0.isEnabled && plan.regions.matches($0.name) }.map(\.name)
    if let fruitless = plan.regions.wildcards.first(where: { glob in !meant.contains { Glob.matches(glob, $0) } }) {
      throw AWSError(.configuration, code: "NoRegion", message: "no Region that is enabled in this account is meant by \"\(fruitless)\"")
    }
    return meant.filter(request.filter.regions.matches)
  }

  private func finding(_ plan: AccountPlan, _ account: AWSAccount, _ region: String) async -> Finding {
    var scope = RegionScope(client: client, account: account, region: region)
    do throws(AWSError) {
      let names = try await scope.ecs.listClusters().all().map(\.nameOfARN)
      scope.clusters = names.count
      return Finding(plan: plan, region: region, scope: scope, clusters: names.filter { plan.clusters.matches($0) })
    } catch {
      let disabled = await disabled(region, plan, account, error)
      let why = [disabled, error.description].compactMap(\.self).joined(separator: " ")
      let failure = TargetReport(
        account: account.id, region: region, cluster: nil, status: .failed, error: why, cause: disabled == nil ? Gap(error) : nil)
      return Finding(plan: plan, region: region, failure: failure)
    }
  }

  /// Why a Region that was named answers nobody of this account, if EC2 knows. A Region that is not enabled calls every token invalid,
  /// or has no host.
  private func disabled(_ region: String, _ plan: AccountPlan, _ account: AWSAccount, _ error: AWSError) async -> String? {
    guard plan.regions.literals.contains(region), region != asking(plan), !error.isAccessDenied, error.kind != .cancelled else {
      return nil
    }
    do throws(AWSError) {
      let all = try await EC2(client, account: account, region: asking(plan)).describeRegions(includingDisabled: true)
      guard let state = all.first(where: { $0.name == region }) else { return "EC2 knows no Region of this name." }
      return state.isEnabled ? nil : "This Region is not enabled in the account (\(state.optInStatus)): enable it, or leave it out."
    } catch {
      // Then AWS's first answer has to do; it is reported as it came.
      return nil
    }
  }
}
