import AWSCore
import AWSServices
import AgentHealth
import FailureStore

extension RegionScope {
  /// 50 groups and 100 clusters a request; newcomers only of groups that were told to replace somebody.
  func surroundings(groups: Set<String>, clusters: Set<String>, providers: Set<String>, store: any StrikeStore) async -> Surroundings {
    var found = Surroundings()
    await readGroups(groups.sorted(), into: &found)
    await readShifts(into: &found)
    await readProviders(providers.sorted(), into: &found)
    await readTags(of: clusters.sorted(), into: &found)
    await readReplacements(of: groups.sorted(), in: clusters, store, into: &found)
    return found
  }

  private func readGroups(_ groups: [String], into found: inout Surroundings) async {
    do throws(AWSError) {
      let described = try await autoScaling.describeGroups(names: groups)
      found.groups = Dictionary(described.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    } catch {
      found.groupFailure = error.description
    }
    for group in groups {
      do throws(AWSError) {
        found.refreshes[group] = try await autoScaling.instanceRefreshes(group: group)
      } catch {
        found.refreshFailures[group] = error.description
      }
    }
  }

  /// Asked only where a group goes by them.
  private func readShifts(into found: inout Surroundings) async {
    guard found.groups.values.contains(where: \.sparesImpairedZones) else { return }
    do throws(AWSError) {
      for resource in try await zonalShift.listManagedResources().all() {
        if let arn = resource.arn { found.shiftedFrom[arn, default: []].formUnion(resource.shiftedFrom) }
      }
    } catch {
      found.shiftFailure = error.description
    }
  }

  private func readProviders(_ providers: [String], into found: inout Surroundings) async {
    do throws(AWSError) {
      for provider in try await ecs.describeCapacityProviders(names: providers) {
        found.providers[provider.name] = CapacityProvider(
          name: provider.name, protectsInstances: provider.protectsInstances, drainsInstances: provider.drainsInstances)
      }
    } catch {
      found.providerFailure = error.description
    }
  }

  private func readTags(of clusters: [String], into found: inout Surroundings) async {
    do throws(AWSError) {
      let described = try await ecs.describeClusters(names: clusters, withTags: true)
      for cluster in described.clusters { found.clusters[cluster.name] = cluster.tags }
      for failure in described.failures { found.clusterFailures[(failure.arn ?? "").nameOfARN] = failure.reason }
    } catch {
      for cluster in clusters { found.clusterFailures[cluster] = error.description }
    }
  }

  private func readReplacements(
    of groups: [String], in clusters: Set<String>, _ store: any StrikeStore, into found: inout Surroundings
  ) async {
    do {
      let begun = try await store.replacements(in: groups.map(groupName), region: region)
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
