public import AWSCore
import AWSServices
public import AgentHealth
public import FailureStore

/// Tries everything that a sweep needs, and changes nothing: not in AWS, and no strike.
public struct Doctor: Sendable {
  let request: SweepRequest
  let client: AWSClient
  let caller: CredentialCache
  let store: any StrikeStore

  /// So many accounts at once, each with all of its Regions; the event loop bounds the sum of requests.
  private static let accountsAtOnce = 8

  /// A visit that has not begun.
  ///
  /// - Parameters:
  ///   - request: the sweep whose needs are tried; in apply mode, or roles are assumed with a plan's session policy.
  ///   - caller: the caller's own credentials.
  ///   - store: need not be open, and is not opened.
  public init(_ request: SweepRequest, client: AWSClient, caller: CredentialCache, store: any StrikeStore) {
    self.request = request
    self.client = client
    self.caller = caller
    self.store = store
  }

  /// Looks at caller, clock, store and topic, then at every account and Region.
  public func run() async -> DoctorReport {
    let home: AWSAccount
    var identity: Finding
    do throws(AWSError) {
      home = try await client.prove(accountID: nil, roles: [], caller: caller, region: request.region)
      identity = Finding(.ok, "identity", detail: home.identity.description)
      identity.account = home.id
    } catch {
      let way =
        error.kind == .network
        ? "see that AWS can be reached: network, proxy, AWS_ENDPOINT_URL" : "give the caller credentials that AWS accepts"
      identity = Finding(
        .failed, "identity", detail: error.description, advice: "\(way); nothing else was tried", consequence: .runtimeFailure)
      return DoctorReport([identity, clock])
    }
    async let stored = store.checkup(as: StoreOwner(account: home.id, installation: request.installation))
    async let told = TopicCheckup(client: client, account: home, topic: request.topic).run()
    let accounts = await accounts(Discover(client: client, caller: caller, home: home, request: request))
    return DoctorReport([identity, clock] + (await stored) + (await told) + accounts)
  }

  /// How far this machine's clock is off AWS's: signatures fail from five minutes on.
  private var clock: Finding {
    guard let skew = client.clock.localSkew else {
      return Finding(.untested, "clock", detail: "no answer carried AWS's date")
    }
    let detail = "\(abs(Int(skew))) s \(skew < 0 ? "behind" : "ahead of") AWS's"
    let advice = "set the clock of this machine by NTP"
    if abs(skew) >= 300 { return Finding(.failed, "clock", detail: detail, advice: advice, consequence: .runtimeFailure) }
    return abs(skew) > 60 ? Finding(.warning, "clock", detail: detail, advice: advice) : Finding(.ok, "clock", detail: detail)
  }

  /// Those of the file and of the organization that are left, as a sweep finds them.
  private func accounts(_ discover: Discover) async -> [Finding] {
    let accounts = await discover.accounts()
    let listing = accounts.rows.map { row in
      Finding(
        row.status == .failed ? .failed : .untested, "organization", account: row.account, detail: row.error ?? "",
        advice: row.status == .failed ? "let the caller list accounts: policy --for caller" : nil, consequence: .notSeen)
    }
    let visits = await withTaskGroup(of: (Int, [Finding]).self) { group in
      var found: [Int: [Finding]] = [:]
      for (number, plan) in accounts.plans.enumerated() {
        if number >= Self.accountsAtOnce, let (done, findings) = await group.next() { found[done] = findings }
        group.addTask { (number, await findings(of: plan, discover)) }
      }
      for await (done, findings) in group { found[done] = findings }
      return found.sorted { $0.key < $1.key }.flatMap(\.value)
    }
    if listing.isEmpty, visits.isEmpty {
      return [Finding(.failed, "accounts", detail: "no account or Region is left to look at", consequence: .notSeen)]
    }
    return listing + visits
  }

  private func findings(of plan: AccountPlan, _ discover: Discover) async -> [Finding] {
    let named = plan.regions.literals.filter { plan.regions.matches($0) && request.filter.regions.matches($0) }
    if named.isEmpty, plan.regions.wildcards.isEmpty, !plan.regions.literals.isEmpty { return [] }
    let check = plan.roles.isEmpty ? "identity" : "role"
    let account: AWSAccount
    do throws(AWSError) {
      account = try await client.prove(
        accountID: plan.accountID, roles: discover.roles(of: plan), caller: caller, region: discover.asking(plan))
    } catch {
      return [Self.unproven(plan, check, error)]
    }
    var findings = [Finding(.ok, check, account: account.id, detail: account.identity.description)]
    var matching: [String]?
    do throws(AWSError) {
      matching = try await discover.matchingRegions(plan, account)
    } catch {
      findings.append(
        Finding(
          .failed, Permission.describeRegions.rawValue, account: account.id, detail: error.description,
          advice: "allow it to the role (ecs-agent-monitor policy), or name Regions that are enabled", consequence: .notSeen))
    }
    let regions = await withTaskGroup(of: (name: String, found: [Finding], clusters: [String]?).self) { group in
      for region in Set(named + (matching ?? [])) {
        let scope = RegionScope(client: client, account: account, region: region)
        group.addTask {
          let (found, clusters) = await RegionCheckup(scope: scope, plan: plan, installation: request.installation).run()
          return (region, found, clusters)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }.sorted { $0.name < $1.name }
    findings += regions.flatMap(\.found)
    // As in a sweep, only where all Regions could be asked.
    if matching != nil, regions.allSatisfy({ $0.clusters != nil }) {
      let missing = discover.notFound(plan, among: regions.flatMap { $0.clusters ?? [] })
      findings += missing.map { name in
        Finding(
          .failed, "clusters", account: account.id, detail: "no cluster \(name) in \(regions.map(\.name).joined(separator: ", "))",
          advice: "correct the name, or leave it out", consequence: .notSeen)
      }
    }
    return findings
  }

  private static func unproven(_ plan: AccountPlan, _ check: String, _ error: AWSError) -> Finding {
    let advice =
      switch error.kind {
      case .wrongAccount: "correct account_id, or the credentials"
      case .service where error.isAccessDenied:
        "let the role trust the caller (policy --trust), the caller assume the role (policy --for caller), and external_id be the role's"
      default: "see what AWS says; until then the account is not swept"
      }
    return Finding(.failed, check, account: plan.label, detail: error.description, advice: advice, consequence: .notSeen)
  }
}
