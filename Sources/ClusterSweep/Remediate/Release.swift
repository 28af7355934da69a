public import AWSCore
import AWSServices
public import AgentHealth
public import FailureStore

/// Gives up a remediation that was begun, at a person's word: takes the remediation tag and the journal entry away, and touches nothing else.
public struct Release: Sendable {
  let request: SweepRequest
  let client: AWSClient
  let caller: CredentialCache
  let home: AWSAccount
  let store: any StrikeStore

  /// How long sweeps keep away from the instance meanwhile.
  private static let claimLife: Duration = .seconds(60)

  /// - Parameters:
  ///   - request: an apply of the accounts and Regions to look in.
  ///   - home: the caller's own account.
  ///   - store: open for writing.
  public init(_ request: SweepRequest, client: AWSClient, caller: CredentialCache, home: AWSAccount, store: any StrikeStore) {
    self.request = request
    self.client = client
    self.caller = caller
    self.home = home
    self.store = store
  }

  /// Releases one instance.
  /// - Parameter entry: what the journal knows of it; nil where it knows nothing.
  public func run(_ ec2Instance: String, entry: JournalEntry?) async throws(Refusal) -> ReleaseReport {
    let scope = await Discover(client: client, caller: caller, home: home, request: request).run()
    if let key = entry.map({ RegionKey($0.target) }) {
      guard let region = scope.regions[key] else { throw scope.unseen(ec2Instance, "released") }
      return try await release(ec2Instance, in: region, entry: entry)
    }
    for region in scope.regions.values {
      let found = try await reading(ec2Instance) { () async throws(AWSError) in try await region.ec2.describeInstances(ids: [ec2Instance]) }
      if !found.isEmpty { return try await release(ec2Instance, in: region, entry: nil) }
    }
    throw scope.unseen(ec2Instance, "released")
  }

  private func release(_ id: String, in region: RegionScope, entry: JournalEntry?) async throws(Refusal) -> ReleaseReport {
    guard let entry else { return try await release(id, in: region, claim: nil) }
    // Claimed before anything is looked at, as a sweep does.
    var claim = JournalEntry(
      target: entry.target, ec2Instance: id, containerInstance: entry.containerInstance, sweepID: entry.sweepID, owner: request.attempt,
      expiresAt: now + Self.claimLife, step: entry.step)
    let taken = claim
    guard try await storing(id, { () async throws(StoreError) in try await store.claim(taken, now: now) }) else {
      throw refused(id, "sweep \(entry.sweepID) is at work on it until \(entry.expiresAt.text)")
    }
    do throws(Refusal) {
      return try await release(id, in: region, claim: taken)
    } catch {
      claim.expiresAt = now - .seconds(1)
      // Where that fails the claim runs out by itself.
      do { try await store.journal(claim) } catch {}
      throw error
    }
  }

  private func release(_ id: String, in region: RegionScope, claim: JournalEntry?) async throws(Refusal) -> ReleaseReport {
    let examine = Examine(ec2: region.ec2, autoScaling: region.autoScaling, needsSizes: false)
    let facts = await examine.findings(of: [id], examples: []).facts[id] ?? InstanceFacts()
    // Of an instance that EC2 has forgotten, a journal entry may be left.
    if facts.ec2State != "gone" || claim == nil {
      let registrations = try await reading(id) { () async throws(AWSError) in
        try await region.registrations(of: id).map(\.sighting)
      }
      if let why = ReleaseRule.refusal(registrations, facts: facts, installation: request.installation) { throw refused(id, why) }
    }
    if let tag = facts.remediationTag {
      try await reading(id) { () async throws(AWSError) in
        try await region.ec2.deleteTag(instance: id, key: RemediationTag.key, value: tag)
      }
    }
    let target = Target(account: region.account.id, region: region.region, cluster: "")
    try await storing(id) { () async throws(StoreError) in
      if let claim { try await store.settle(claim) }
      try await store.settleBudget(target.budgetName(id))
    }
    return ReleaseReport(
      account: region.account.id, region: region.region, ec2Instance: id, tag: facts.remediationTag, cluster: claim?.target.cluster,
      group: facts.membership?.group, by: home.identity.description)
  }

  private var now: Timestamp { SweepClock(time: client.time, server: client.clock).now }

  private func refused(_ id: String, _ why: String) -> Refusal { Refusal(.usage, "\(id) is not released: \(why)") }

  private func reading<Value: Sendable>(_ id: String, _ work: () async throws(AWSError) -> Value) async throws(Refusal) -> Value {
    do throws(AWSError) { return try await work() } catch { throw Refusal(.unfinished, "\(id) is not released: \(error)") }
  }

  private func storing<Value: Sendable>(_ id: String, _ work: () async throws(StoreError) -> Value) async throws(Refusal) -> Value {
    do throws(StoreError) { return try await work() } catch {
      throw Refusal(.runtimeFailure, "\(id): store \(store.name): \(error); release it again")
    }
  }
}
