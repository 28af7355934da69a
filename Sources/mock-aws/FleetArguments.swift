import ArgumentParser
import Glibc
import MockAWS

/// What the mock is filled with.
struct FleetArguments: ParsableArguments {
  @Option(help: "How many accounts; the first is the caller's own.")
  var accounts = 1
  @Option(help: "How many Regions an account has: us-east-1, eu-west-1, us-west-2 …")
  var regions = 1
  @Option(help: "How many clusters a Region has: web, batch, api …")
  var clusters = 1
  @Option(help: "How many container instances a cluster has.")
  var instances = 10
  @Option(help: "How many of a cluster's agents are disconnected: a count (2), or a share (0.05, 5%).")
  var disconnected = "1"
  @Option(help: "Everything is made from it: the same seed, the same fleet.")
  var seed: UInt64 = 1
  @Option(
    help: "Make the accounts, Regions and clusters that this clusters.json names, instead of --accounts, --regions and --clusters.",
    completion: .file(extensions: ["json"]))
  var clustersJson: String?
  @Flag(help: "Put all accounts into one organization, which the account of the credentials manages.")
  var organization = false
  @Option(help: "How many accounts of the organization are suspended, the last ones.")
  var suspended = 0
  @Option(help: "Accounts that refuse every role, by commas.")
  var refusing = ""
  @Option(help: "The account of the credentials.")
  var callerAccount: String?

  func fleet() throws -> MockFleet {
    var fleet = try accountsAndClusters()
    if organization {
      guard (0..<fleet.accounts.count).contains(suspended) else {
        throw ValidationError("--suspended \(suspended): expected less than the \(fleet.accounts.count) accounts")
      }
      fleet = fleet.inOrganization(suspended: suspended)
    } else if suspended > 0 {
      throw ValidationError("--suspended needs --organization")
    }
    for id in refusing.split(separator: ",") {
      guard let index = fleet.accounts.firstIndex(where: { $0.id == id }) else {
        throw ValidationError("--refusing: there is no account \(id)")
      }
      fleet.accounts[index].refusesRoles = true
    }
    return fleet
  }

  private func accountsAndClusters() throws -> MockFleet {
    guard let disconnected = MockCount(disconnected) else {
      throw ValidationError("--disconnected \(disconnected): expected a count (2) or a share (0.05, 5%)")
    }
    if let clustersJson {
      return try MockFleet(
        clustersJSON: try Self.read(clustersJson), instances: instances, disconnected: disconnected, callerAccount: callerAccount,
        seed: seed)
    }
    var fleet = MockFleet(
      accounts: accounts, regions: regions, clusters: clusters, instances: instances, disconnected: disconnected, seed: seed)
    if let callerAccount { fleet.callerAccount = callerAccount }
    return fleet
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw ValidationError("cannot read \(path): \(String(cString: strerror(errno)))") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return bytes
  }
}
