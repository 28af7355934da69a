import AWSCore
import AWSServices
import AgentHealth
import FailureStore

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
    if found.groups.values.contains(where: \.sparesImpairedZones) {
      do throws(AWSError) {
        for resource in try await zonalShift.listManagedResources().all() {
          if let arn = resource.arn { found.shiftedFrom[arn, default: []].formUnion(resource.shiftedFrom) }
        }
      } catch {
        found.shiftFailure = error.description
      }
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
