public import AWSCore
public import AgentHealth
public import FailureStore

/// What EC2 instances are registered as, for people who know only those: strikes are kept by container instance.
public struct Registrations: Sendable {
  let request: SweepRequest
  let client: AWSClient
  let caller: CredentialCache
  let home: AWSAccount
  let store: any StrikeStore

  /// - Parameters:
  ///   - request: a plan of the accounts and Regions to look in.
  ///   - home: the caller's own account.
  public init(_ request: SweepRequest, client: AWSClient, caller: CredentialCache, home: AWSAccount, store: any StrikeStore) {
    self.request = request
    self.client = client
    self.caller = caller
    self.home = home
    self.store = store
  }

  /// By EC2 instance ID: the IDs of its container instances, in every cluster of the account and Region. Throws for one that is found nowhere.
  public func run(_ ec2Instances: Set<String>) async throws(Refusal) -> [String: Set<String>] {
    let scope = await Discover(client: client, caller: caller, home: home, request: request).run()
    var found: [String: Set<String>] = [:]
    for id in ec2Instances.sorted() {
      for region in scope.regions.values {
        do throws(AWSError) {
          let registrations = try await LiveLook(scope: region, store: store).registrations(of: id)
          found[id, default: []].formUnion(registrations.map(\.sighting.containerInstance))
        } catch {
          throw Refusal(.notSeen, "\(id) could not be looked for: \(error)")
        }
      }
      if found[id, default: []].isEmpty { throw scope.unseen(id, "cleared") }
    }
    return found
  }
}
