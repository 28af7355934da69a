import AWSCore
import AWSServices
import AgentHealth
import FailureStore
import WireFormats

/// What groups and clusters say that matters to due instances only, so that only theirs are asked for.
struct Surroundings: Sendable {
  fileprivate var groups: [String: AutoScalingGroup] = [:]
  fileprivate var clusters: [String: [String: String]] = [:]
  /// Why one of them is not here.
  fileprivate var groupFailure = "DescribeAutoScalingGroups left it out"
  fileprivate var clusterFailures: [String: String] = [:]
  /// What replaces the instances of groups by itself.
  fileprivate var refreshes: [String: [String]] = [:]
  fileprivate var refreshFailures: [String: String] = [:]
  fileprivate var providers: [String: CapacityProvider] = [:]
  fileprivate var providerFailure = "DescribeCapacityProviders left it out"
  /// What groups were told to replace, and what came since.
  fileprivate var replacements: [String: Replacements] = [:]
  fileprivate var replacementFailure: String?

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
      if let provider, providers[provider] == nil {
        facts.unreadable.append("capacity provider \(provider) could not be read: \(providerFailure)")
      }
      facts.holds.append(HoldTags(group.tags, of: "Auto Scaling group \(name)"))
    } else {
      facts.unreadable.append("Auto Scaling group \(name) could not be read: \(groupFailure)")
    }
  }
}

extension RegionScope {
  /// 50 groups and 100 clusters a request; newcomers only of groups that were told to replace somebody.
  func surroundings(groups: Set<String>, clusters: Set<String>, providers: Set<String>, store: any StrikeStore) async -> Surroundings {
    var found = Surroundings()
    do throws(AWSError) {
      let described = try await autoScaling.describeGroups(names: groups.sorted())
      found.groups = Dictionary(described.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    } catch {
      found.groupFailure = error.description
    }
    for group in groups.sorted() {
      do throws(AWSError) {
        found.refreshes[group] = try await autoScaling.instanceRefreshes(group: group)
      } catch {
        found.refreshFailures[group] = error.description
      }
    }
    do throws(AWSError) {
      for provider in try await ecs.describeCapacityProviders(names: providers.sorted()) {
        found.providers[provider.name] = CapacityProvider(
          name: provider.name, protectsInstances: provider.protectsInstances, drainsInstances: provider.drainsInstances)
      }
    } catch {
      found.providerFailure = error.description
    }
    do throws(AWSError) {
      let described = try await ecs.describeClusters(names: clusters.sorted(), withTags: true)
      for cluster in described.clusters { found.clusters[cluster.name] = cluster.tags }
      for failure in described.failures { found.clusterFailures[(failure.arn ?? "").nameOfARN] = failure.reason }
    } catch {
      for cluster in clusters { found.clusterFailures[cluster] = error.description }
    }
    do {
      let begun = try await store.replacements(in: groups.sorted().map(groupName), region: region)
      for group in found.groups.values {
        // Who is in service still was never let go: a sweep ended before, and the group has nobody to replace.
        let kept = Set(group.instances.filter { $0.lifecycleState == "InService" }.map(\.instanceID))
        let begun = (begun[groupName(group.name)] ?? []).filter { !kept.contains($0.ec2Instance) }
        guard let first = begun.map(\.at).min() else { continue }
        found.replacements[group.name] = Replacements(
          begun: begun, arrived: try await newcomers(to: group, in: clusters, since: first - Replacement.slack))
      }
    } catch {
      found.replacementFailure = "\(error)"
    }
    return found
  }

  /// `account/name`: an Auto Scaling group's name in the store.
  func groupName(_ name: String) -> String { "\(account.id)/\(name)" }

  /// When those members of a group registered that are connected, in these clusters.
  private func newcomers(to group: AutoScalingGroup, in clusters: Set<String>, since: Timestamp) async throws(AWSError) -> [Timestamp] {
    let members = Set(group.instances.map(\.instanceID))
    var arrived: [Timestamp] = []
    for cluster in clusters.sorted() {
      let ids = try await ecs.listContainerInstances(cluster: cluster, filter: "registeredAt >= \(since.text)").all()
      for sighting in try await sightings(ids.map(ContainerInstance.id(ofARN:)), in: cluster) {
        if sighting.agentConnected, members.contains(sighting.ec2Instance), let at = sighting.registeredAt { arrived.append(at) }
      }
    }
    return arrived
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
