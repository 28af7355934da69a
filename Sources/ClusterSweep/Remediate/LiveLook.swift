import AWSCore
import AWSServices
import AgentHealth
import FailureStore

/// Rule 8 at the edge: reads one due instance anew, just before its first step.
struct LiveLook: Sendable {
  let scope: RegionScope
  let store: any StrikeStore
  let method: RemediationMethod

  func look(at judged: Judged) async -> LastLook {
    let (instance, target) = (judged.instance, judged.target)
    let id = instance.sighting.ec2Instance
    async let factsNow = Examine(ec2: scope.ec2, autoScaling: scope.autoScaling, needsSizes: false).findings(of: [id], examples: [])
    var look = LastLook(sighting: nil, facts: InstanceFacts(), twins: [], isTerminationProtected: nil)
    var unreadable: [String] = []
    do {
      let registrations = try await registrations(of: id, named: instance.sighting.containerInstance, in: target)
      look.sighting = registrations.own
      look.twins = registrations.twins
    } catch {
      look.sighting = instance.sighting
      unreadable.append("its registrations could not be read: \(error)")
    }
    look.facts = await factsNow.facts[id] ?? InstanceFacts()
    look.facts.unreadable += unreadable
    let provider = look.sighting?.capacityProvider
    let surroundings = await scope.surroundings(
      groups: Set([look.facts.membership?.group].compactMap(\.self)), clusters: [target.cluster],
      providers: Set([provider].compactMap(\.self)), store: store)
    surroundings.complete(&look.facts, in: target.cluster, of: provider)
    if method != .detach, let group = look.facts.membership?.group {
      do {
        look.facts.group?.terminatingHooks = try await scope.autoScaling.terminatingHooks(group: group)
      } catch {
        look.facts.unreadable.append("the lifecycle hooks of Auto Scaling group \(group) could not be read: \(error)")
      }
    }
    if look.facts.ec2State == "running" {
      do {
        look.isTerminationProtected = try await scope.ec2.isTerminationProtected(id: id)
      } catch {
        look.facts.unreadable.append("its termination protection could not be read: \(error)")
      }
    }
    // Before its registration goes: after that nobody can ask any more.
    if judged.ruling.reason == .ghost, look.sighting != nil {
      do {
        look.tasks = try await scope.ecs.listTasks(cluster: target.cluster, containerInstance: instance.sighting.containerInstance).all()
      } catch {
        look.facts.unreadable.append("its tasks could not be listed: \(error)")
      }
    }
    return look
  }

  private struct Registrations: Sendable {
    var own: Sighting?
    var twins: [LastLook.Twin] = []
  }

  /// Its own registration and any other of the same EC2 instance, in every cluster of the account and Region, swept or not.
  private func registrations(of ec2Instance: String, named id: String, in target: Target) async throws(AWSError) -> Registrations {
    guard let own = try await scope.sightings([id], in: target.cluster).first else { return Registrations() }
    var found = Registrations(own: own)
    var isOwnFound = false
    for (cluster, other) in try await scope.registrations(of: ec2Instance, lastIn: target.cluster) {
      guard other.containerInstance != id else {
        // The newer of two answers.
        (found.own, isOwnFound) = (other, true)
        continue
      }
      found.twins.append(
        LastLook.Twin(
          cluster: cluster, containerInstance: other.containerInstance, agentConnected: other.agentConnected,
          registeredAt: other.registeredAt))
    }
    // No list has what is deregistered.
    guard isOwnFound || own.status == "INACTIVE" else { throw .leftOut(id) }
    return found
  }
}
