/// Rule 8, the last look: what AWS says of one due instance just before its first step.
public struct LastLook: Hashable, Sendable {
  /// Another registration of the same EC2 instance, in any cluster of its account and Region.
  public struct Twin: Hashable, Sendable {
    /// Where it is registered.
    public let cluster: String
    /// The other registration's ID.
    public let containerInstance: String
    /// Whether that registration's agent is connected.
    public let agentConnected: Bool
    /// When it registered; nil where the API does not say.
    public let registeredAt: Timestamp?

    /// Another registration.
    public init(cluster: String, containerInstance: String, agentConnected: Bool, registeredAt: Timestamp?) {
      self.cluster = cluster
      self.containerInstance = containerInstance
      self.agentConnected = agentConnected
      self.registeredAt = registeredAt
    }
  }

  /// What may be done.
  public enum Decision: Hashable, Sendable {
    /// These steps, beginning with its group.
    case replace(group: String, [Step])
    /// The group has let it go already: terminate, deregister.
    case finish
    /// Only this registration is stale: deregister it, leave the EC2 instance alone.
    case deregister(Ruling)
    /// Nothing may be done.
    case stop(Ruling)

    /// The ruling that takes the place of the judge's; nil where that one stands.
    public var ruling: Ruling? {
      switch self {
      case .replace, .finish: nil
      case .deregister(let ruling), .stop(let ruling): ruling
      }
    }

    /// What is to be done, in order.
    public var steps: [Step] {
      switch self {
      case .replace(_, let steps): steps
      case .finish: [.terminate, .deregister]
      case .deregister: [.deregister]
      case .stop: []
      }
    }
  }

  /// The container instance as described just now; nil where ECS answered MISSING.
  public var sighting: Sighting?
  /// EC2 and Auto Scaling, read just now.
  public var facts: InstanceFacts
  /// Other registrations of the same EC2 instance.
  public var twins: [Twin]
  /// `disableApiTermination`; nil where it was not read.
  public var isTerminationProtected: Bool?
  /// ARNs of the tasks that ECS takes for running on it; only of a ghost, else empty.
  public var tasks: [String] = []

  /// What was seen at the last look.
  public init(sighting: Sighting?, facts: InstanceFacts, twins: [Twin], isTerminationProtected: Bool?) {
    self.sighting = sighting
    self.facts = facts
    self.twins = twins
    self.isTerminationProtected = isTerminationProtected
  }

  /// Whether the instance that was judged is still the one that may be remediated.
  public func decision(for judged: InstanceCase, installation: String, policy: Policy, now: Timestamp) -> Decision {
    guard let sighting, sighting.status != "INACTIVE" else {
      return .stop(Ruling(.healthy, .changed, "no longer registered"))
    }
    if sighting.agentConnected { return .stop(Ruling(.healthy, .recovered, "its agent reconnected just before the first step")) }
    if sighting.ec2Instance != judged.sighting.ec2Instance || sighting.version != judged.sighting.version {
      return .stop(Ruling(.deferred, .changed, "it changed while the sweep ran; its run of strikes begins anew"))
    }
    if let why = facts.unreadable.first { return .stop(Ruling(.held, .factsUnknown, why)) }
    guard sighting.isEC2, !facts.isOperatorManaged else {
      return .stop(Ruling(.ignored, sighting.isEC2 ? .operatorManaged : .external, "not ours to replace"))
    }
    if let ruling = facts.ignoredByTag ?? facts.heldByTag(now: now) { return .stop(ruling) }
    let isOurs = RemediationTag.isOurs(facts.remediationTag, installation: installation)
    if let tag = facts.remediationTag, !isOurs {
      return .stop(Ruling(.held, .foreignTag, "tagged \(RemediationTag.key)=\(tag) by another installation"))
    }
    if let twin = twins.first(where: \.agentConnected) {
      let detail = "the same EC2 instance is connected as \(twin.containerInstance) in cluster \(twin.cluster)"
      return .deregister(Ruling(.due, .duplicateRegistration, detail))
    }
    if facts.isTerminated {
      let detail = "EC2 state \(facts.ec2State ?? ""), still registered"
      if isOurs { return .deregister(Ruling(.due, .unfinished, detail)) }
      // Seen twice: what ran a moment ago, and is gone now, is no ghost yet.
      let ghost = judged.facts.isTerminated ? Ghost.ruling(sighting, facts, policy: policy, now: now) : nil
      return ghost.map(Decision.deregister) ?? .stop(Ruling(.ignored, .terminated, detail))
    }
    // Judged without a run of strikes, since EC2 had ended it.
    if judged.facts.isTerminated {
      return .stop(Ruling(.deferred, .changed, "EC2 called it \(judged.facts.ec2State ?? ""), and now \(facts.ec2State ?? "")"))
    }
    return runningDecision(sighting, isOurs: isOurs, policy: policy, now: now)
  }

  private func runningDecision(_ sighting: Sighting, isOurs: Bool, policy: Policy, now: Timestamp) -> Decision {
    guard let state = facts.ec2State else { return .stop(Ruling(.held, .factsUnknown, "its EC2 state is not known")) }
    guard state == "running" else { return .stop(Ruling(.ignored, .notRunning, "EC2 state \(state)")) }
    if let twin = twins.first(where: { isNoOlder($0, than: sighting) }) {
      let detail = "also registered as \(twin.containerInstance) in cluster \(twin.cluster), disconnected too: that one may be the living"
      return .stop(Ruling(.held, .duplicateRegistration, detail))
    }
    switch isTerminationProtected {
    case false?: break
    case true?: return .stop(Ruling(.held, .terminationProtected, "EC2 termination protection is on"))
    case nil: return .stop(Ruling(.held, .factsUnknown, "its termination protection could not be read"))
    }
    guard sighting.status == "ACTIVE" else {
      return .stop(Ruling(.held, .draining, "container instance status \(sighting.status)"))
    }
    guard let membership = facts.membership else {
      guard isOurs else { return .stop(Ruling(.held, .noGroup, "it is in no Auto Scaling group: nothing would replace it")) }
      return RemediationTag.isUnbroken(facts.remediationTag, version: sighting.version) ? .finish : .stop(.stranded(facts))
    }
    guard membership.lifecycleState == "InService" else {
      return .stop(Ruling(.held, .notInService, "\(membership.lifecycleState) in Auto Scaling group \(membership.group)"))
    }
    if let ruling = facts.heldByGroup(policy) ?? facts.waitsForReplacements(sighting.ec2Instance, policy: policy, at: now) {
      return .stop(ruling)
    }
    guard let group = facts.group else { return .stop(Ruling(.held, .factsUnknown, "its Auto Scaling group was not read")) }
    return .replace(group: membership.group, policy.method.steps(isWaitedFor: group.waitsForDraining))
  }

  /// An agent has one living registration, the newest: what is older is a leftover.
  private func isNoOlder(_ twin: Twin, than sighting: Sighting) -> Bool {
    guard let twin = twin.registeredAt, let own = sighting.registeredAt else { return true }
    return twin >= own
  }
}
