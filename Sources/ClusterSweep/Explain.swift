public import AWSCore
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
    let found: [Target]
    do throws(AWSError) {
      found = Set(try await scope.registrations(of: ec2Instance).map(\.target)).sorted()
    } catch {
      throw Refusal(.notSeen, "\(ec2Instance) could not be looked for: \(error)")
    }
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
}
