public import AWSCore
import AWSServices
public import AgentHealth
public import FailureStore

/// Finds one instance, and asks a plan of its clusters for every rule's answer.
public struct Explain: Sendable {
  let request: SweepRequest
  let client: AWSClient
  let caller: CredentialCache
  let store: any StrikeStore

  /// - Parameters:
  ///   - request: a plan of the accounts and Regions to look in.
  ///   - store: read-only, not open yet.
  public init(_ request: SweepRequest, client: AWSClient, caller: CredentialCache, store: any StrikeStore) {
    (self.request, self.client, self.caller, self.store) = (request, client, caller, store)
  }

  /// Explains one instance. Changes nothing.
  public func run(_ ec2Instance: String, interruptions: AsyncStream<Int32>) async throws(Refusal) -> ExplainReport {
    let home: AWSAccount
    do throws(AWSError) {
      home = try await client.prove(accountID: nil, roles: [], caller: caller, region: request.region)
    } catch {
      throw Refusal(.runtimeFailure, error.description)
    }
    let scope = await Discover(client: client, caller: caller, home: home, request: request).run()
    let found = try await registrations(of: ec2Instance, in: scope)
    guard !found.isEmpty else { throw scope.unseen(ec2Instance, "explained") }
    var plan = request
    plan.mode = .plan
    plan.filter.regions = NameFilter(Set(found.map(\.region)).sorted())
    plan.filter.clusters = NameFilter(Set(found.map(\.cluster)).sorted())
    plan.explaining = ec2Instance
    let report = await Sweep(plan, client: client, caller: caller, store: store).run(interruptions: interruptions)
    if report.fruitless != nil {
      let clusters = found.map(\.description).joined(separator: ", ")
      throw Refusal(
        .usage, "\(ec2Instance) is registered in \(clusters), which the configuration does not sweep: nothing is ever done to it")
    }
    return ExplainReport(ec2Instance: ec2Instance, registeredIn: found, findings: report.findings, plan: report)
  }

  /// First where EC2 knows it; where nobody does, in every cluster, for it may be gone and registered still.
  private func registrations(of id: String, in scope: Scope) async throws(Refusal) -> [Target] {
    var known: [RegionScope] = []
    for region in scope.regions.values
    where try await reading({ () async throws(AWSError) in
      try await !region.ec2.describeInstances(ids: [id]).isEmpty
    }) {
      known.append(region)
    }
    var found: [Target] = []
    for region in known.isEmpty ? Array(scope.regions.values) : known {
      let registrations = try await reading { () async throws(AWSError) in
        try await LiveLook(scope: region, store: store).registrations(of: id)
      }
      found += registrations.map { Target(account: region.account.id, region: region.region, cluster: $0.cluster) }
    }
    return Set(found).sorted()
  }

  private func reading<Value: Sendable>(_ work: () async throws(AWSError) -> Value) async throws(Refusal) -> Value {
    do throws(AWSError) { return try await work() } catch { throw Refusal(.notSeen, error.description) }
  }
}
