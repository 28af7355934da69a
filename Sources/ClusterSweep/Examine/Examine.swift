import AWSCore
import AWSServices
import AgentHealth

/// The fourth stage, for one account and Region: what EC2 and Auto Scaling say of the disconnected.
///
/// It comes before the count: a stopped or just launched instance gets no strike, and only EC2 knows which those are.
struct Examine: Sendable {
  let ec2: EC2
  let autoScaling: AutoScaling

  /// Facts for each of `instances`; an instance that EC2 does not know is `gone`.
  func facts(of instances: [String]) async -> [String: InstanceFacts] {
    let instances = Array(Set(instances)).sorted()
    async let describing = described(instances)
    async let placing = memberships(instances)
    let (described, memberships) = await (describing, placing)
    var facts: [String: InstanceFacts] = [:]
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
      facts[id] = fact
    }
    return facts
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
      let places = found.map { ($0.instanceID, InstanceFacts.Membership($0)) }
      return .success(Dictionary(places, uniquingKeysWith: { first, _ in first }))
    } catch {
      return .failure(error)
    }
  }
}

extension InstanceFacts.Membership {
  init(_ member: AutoScalingInstance) {
    self.init(group: member.groupName, lifecycleState: member.lifecycleState, isProtectedFromScaleIn: member.protectedFromScaleIn)
  }
}

extension InstanceFacts {
  /// What the rules need of a described EC2 instance.
  init(_ instance: EC2Instance) {
    self.init(
      ec2State: instance.state, launchedAt: instance.launchTime.map(Timestamp.init(seconds:)), zoneID: instance.availabilityZoneID,
      isOperatorManaged: instance.isOperatorManaged, remediationTag: instance.tags[RemediationTag.key],
      holds: [HoldTags(instance.tags, of: "instance \(instance.id)")])
  }
}
