public import AWSCore
import AWSServices
public import AgentHealth

/// What EC2 instances are registered as, for people who know only those: strikes are kept by container instance.
public struct Registrations: Sendable {
  let request: SweepRequest
  let client: AWSClient
  let caller: CredentialCache
  let home: AWSAccount

  /// - Parameters:
  ///   - request: a plan of the accounts and Regions to look in.
  ///   - home: the caller's own account.
  public init(_ request: SweepRequest, client: AWSClient, caller: CredentialCache, home: AWSAccount) {
    self.request = request
    self.client = client
    self.caller = caller
    self.home = home
  }

  /// By EC2 instance ID: the IDs of its container instances, in every cluster of the account and Region. Throws for one that is found nowhere.
  public func run(_ ec2Instances: Set<String>) async throws(Refusal) -> [String: Set<String>] {
    let scope = await Discover(client: client, caller: caller, home: home, request: request).run()
    var found: [String: Set<String>] = [:]
    for id in ec2Instances.sorted() {
      do throws(AWSError) {
        found[id] = Set(try await scope.registrations(of: id).map(\.sighting.containerInstance))
      } catch {
        throw Refusal(.notSeen, "\(id) could not be looked for: \(error)")
      }
      if found[id, default: []].isEmpty { throw scope.unseen(id, "cleared") }
    }
    return found
  }
}

extension Scope {
  /// Every registration of an EC2 instance, swept or not: where EC2 knows it; where it does so nowhere, in every Region, for it may be gone and
  /// registered still.
  func registrations(of id: String) async throws(AWSError) -> [(target: Target, sighting: Sighting)] {
    var known: [RegionScope] = []
    for region in regions.values {
      if try await !region.ec2.describeInstances(ids: [id]).isEmpty { known.append(region) }
    }
    var found: [(target: Target, sighting: Sighting)] = []
    for region in known.isEmpty ? Array(regions.values) : known {
      for (cluster, sighting) in try await region.registrations(of: id) {
        found.append((Target(account: region.account.id, region: region.region, cluster: cluster), sighting))
      }
    }
    return found
  }

  /// Why an instance that is nowhere to be found was not `done`: it may be where nobody could look.
  func unseen(_ id: String, _ done: String) -> Refusal {
    guard let why = failed.first else {
      return Refusal(.usage, "\(id) is in none of the accounts and Regions that are left: nothing was \(done)")
    }
    let place = [why.account, why.region].compactMap(\.self).joined(separator: " ")
    return Refusal(.notSeen, "\(id) was not found, and not everything was seen: \(place): \(why.error ?? "")")
  }
}
