import AWSCore
import AWSServices
import AgentHealth

/// The fourth stage, for one account and Region: what EC2 and Auto Scaling say of the disconnected.
///
/// It comes before the count: a stopped or just launched instance gets no strike, and only EC2 knows which those are.
struct Examine: Sendable {
  let ec2: EC2
  let autoScaling: AutoScaling
  /// Whether the sizes of groups are asked for: the brake needs them, a last look does not.
  var needsSizes = true

  /// What was found out.
  struct Findings: Sendable {
    /// By EC2 instance ID.
    var facts: [String: InstanceFacts] = [:]
    /// The account's own names of its zones, and the IDs that mean the same zone in every account.
    var zoneIDs: [String: String] = [:]
  }

  /// Facts for each of `instances`; an instance that EC2 does not know is `gone`. Of `examples`, which zones they are in.
  func findings(of instances: [String], examples: [String]) async -> Findings {
    let instances = Array(Set(instances)).sorted()
    async let describing = described(Set(instances).union(examples).sorted())
    async let placing = memberships(instances)
    let (described, memberships) = await (describing, placing)
    var findings = Findings()
    if case .success(let found) = described {
      for machine in found.values {
        if let name = machine.availabilityZone, let id = machine.availabilityZoneID { findings.zoneIDs[name] = id }
      }
    }
    for id in instances {
      var fact = InstanceFacts()
      switch described {
      case .success(let found): fact = found[id].map(InstanceFacts.init) ?? InstanceFacts(ec2State: "gone")
      case .failure(let error): fact.unreadable.append("EC2 could not be asked: \(error)")
      }
      switch memberships {
      case .success(let found): fact.membership = found[id]
      case .failure(let error): fact.unreadable.append("Auto Scaling could not be asked: \(error)")
      }
      findings.facts[id] = fact
    }
    return findings
  }

  private func described(_ ids: [String]) async -> Result<[String: EC2Instance], AWSError> {
    do throws(AWSError) {
      let found = try await ec2.describeInstances(ids: ids)
      return .success(Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
    } catch {
      return .failure(error)
    }
  }

  private func memberships(_ ids: [String]) async -> Result<[String: InstanceFacts.Membership], AWSError> {
    do throws(AWSError) {
      let found = try await autoScaling.describeInstances(ids: ids)
      let sizes = needsSizes ? try await sizes(of: Set(found.map(\.groupName)).sorted()) : [:]
      let places = found.map { ($0.instanceID, InstanceFacts.Membership($0, size: sizes[$0.groupName])) }
      return .success(Dictionary(places, uniquingKeysWith: { first, _ in first }))
    } catch {
      return .failure(error)
    }
  }

  /// How many instances of each group are in service.
  private func sizes(of groups: [String]) async throws(AWSError) -> [String: Int] {
    let sizes = try await autoScaling.describeGroups(names: groups).map {
      ($0.name, $0.instances.count { $0.lifecycleState == "InService" })
    }
    return Dictionary(sizes, uniquingKeysWith: max)
  }
}

extension InstanceFacts.Membership {
  init(_ member: AutoScalingInstance, size: Int?) {
    self.init(
      group: member.groupName, lifecycleState: member.lifecycleState, isProtectedFromScaleIn: member.protectedFromScaleIn, size: size)
    isUnhealthy = member.healthStatus?.lowercased() == "unhealthy"
  }
}

extension InstanceFacts {
  /// What the rules need of a described EC2 instance.
  init(_ instance: EC2Instance) {
    self.init(
      ec2State: instance.state, launchedAt: instance.launchTime.map(Timestamp.init(seconds:)),
      endedAt: instance.state == "terminated" ? instance.stateChangedAt.map(Timestamp.init(seconds:)) : nil,
      zoneID: instance.availabilityZoneID,
      isOperatorManaged: instance.isOperatorManaged, remediationTag: instance.tags[RemediationTag.key],
      holds: [HoldTags(instance.tags, of: "instance \(instance.id)")])
  }
}
