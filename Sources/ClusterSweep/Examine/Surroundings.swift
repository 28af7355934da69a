import AWSCore
import AWSServices
import AgentHealth
import FailureStore
import WireFormats

/// What groups and clusters say that matters to due instances only, so that only theirs are asked for.
struct Surroundings: Sendable {
  var groups: [String: AutoScalingGroup] = [:]
  var clusters: [String: [String: String]] = [:]
  /// Why one of them is not here.
  var groupFailure = "DescribeAutoScalingGroups left it out"
  var clusterFailures: [String: String] = [:]
  /// What replaces the instances of groups by itself.
  var refreshes: [String: [String]] = [:]
  var refreshFailures: [String: String] = [:]
  /// From which zones zonal shifts move groups away, by ARN; read only where a group goes by it.
  var shiftedFrom: [String: Set<String>] = [:]
  var shiftFailure = "ListManagedResources left it out"
  var providers: [String: CapacityProvider] = [:]
  var providerFailure = "DescribeCapacityProviders left it out"
  /// What groups were told to replace, and what came since.
  var replacements: [String: Replacements] = [:]
  var replacementFailure: String?

  /// Every other status, a new one too, is of a refresh that goes on (EC2 Auto Scaling API reference, InstanceRefresh).
  private static let endedRefreshes: Set = ["Successful", "Failed", "Cancelled", "RollbackFailed", "RollbackSuccessful"]

  /// Adds to the facts of an instance of `cluster` what its group and cluster say, or that nobody knows.
  func complete(_ facts: inout InstanceFacts, in cluster: String, of provider: String?) {
    if let tags = clusters[cluster] {
      facts.holds.append(HoldTags(tags, of: "cluster \(cluster)"))
    } else {
      let why = clusterFailures[cluster] ?? "DescribeClusters left it out"
      facts.unreadable.append("the tags of cluster \(cluster) could not be read: \(why)")
    }
    guard let name = facts.membership?.group else { return }
    if let why = replacementFailure { facts.unreadable.append("what Auto Scaling group \(name) has replaced is not known: \(why)") }
    if let group = groups[name] {
      facts.group = GroupFacts(
        status: group.status, suspended: group.suspendedProcesses, desired: group.desiredCapacity,
        inService: group.instances.count { $0.lifecycleState == "InService" }, template: group.template, replacements: replacements[name],
        refresh: refreshes[name]?.first { !Self.endedRefreshes.contains($0) }, capacityProvider: provider.flatMap { providers[$0] })
      if let why = refreshFailures[name] {
        facts.unreadable.append("instance refreshes of Auto Scaling group \(name) are not known: \(why)")
      }
      if group.sparesImpairedZones {
        if let zones = group.arn.flatMap({ shiftedFrom[$0] }) {
          facts.group?.shiftedFrom = zones
        } else {
          facts.unreadable.append("whether a zonal shift moves Auto Scaling group \(name) is not known: \(shiftFailure)")
        }
      }
      if let provider, providers[provider] == nil {
        facts.unreadable.append("capacity provider \(provider) could not be read: \(providerFailure)")
      }
      facts.holds.append(HoldTags(group.tags, of: "Auto Scaling group \(name)"))
    } else {
      facts.unreadable.append("Auto Scaling group \(name) could not be read: \(groupFailure)")
    }
  }
}

extension Scope {
  /// The same pictures, with what the groups and clusters of those say that are due, or wait for their turn.
  func surround(_ judged: [Judged], of pictures: [Picture], store: any StrikeStore) async -> [Picture] {
    let due = judged.filter { $0.ruling.verdict == .due || $0.ruling.verdict == .deferred }
    let found = await withTaskGroup(of: (RegionKey, Surroundings).self) { group in
      for (key, due) in Dictionary(grouping: due, by: { RegionKey($0.target) }) {
        guard let region = regions[key] else { continue }
        let groups = Set(due.compactMap { $0.instance.facts.membership?.group })
        let clusters = Set(due.map(\.target.cluster))
        let providers = Set(due.compactMap(\.instance.sighting.capacityProvider))
        group.addTask { (key, await region.surroundings(groups: groups, clusters: clusters, providers: providers, store: store)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let names = Dictionary(grouping: due, by: \.target).mapValues { Set($0.map(\.instance.sighting.containerInstance)) }
    return pictures.map { picture in
      var picture = picture
      guard let names = names[picture.target], let surroundings = found[RegionKey(picture.target)] else { return picture }
      for index in picture.cases.indices where names.contains(picture.cases[index].sighting.containerInstance) {
        let provider = picture.cases[index].sighting.capacityProvider
        surroundings.complete(&picture.cases[index].facts, in: picture.target.cluster, of: provider)
      }
      return picture
    }
  }
}

extension HoldTags {
  /// Those among the tags of one bearer.
  init(_ tags: [String: String], of bearer: String) {
    let until = tags[Self.holdUntilKey]
    self.init(
      bearer: bearer, policy: tags[Self.policyKey], holdUntil: until,
      holdUntilTime: until.flatMap(DateFormats.parseISO8601).map(Timestamp.init(seconds:)))
  }
}
