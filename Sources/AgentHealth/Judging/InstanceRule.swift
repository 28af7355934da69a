/// One of the rules that look at one instance and its cluster.
struct InstanceRule: Sendable {
  /// Its name, for people.
  let name: String
  /// What it says; nil where it lets the instance pass.
  let ruling: @Sendable (Hearing) -> Ruling?
  /// What it goes by, for people.
  let facts: @Sendable (Hearing) -> String

  /// All of them, in order: the first that says something decides. Who passes them all is due.
  static let all = [
    ours, confirmed, runOfStrikes, notPaused, seenWhole, clock, brake, factsKnown, noForeignTag, tags, turn, notDraining, group, groupState,
    replacements,
  ]

  /// What is not ours to judge, by name.
  static let ours = InstanceRule(name: "ours to judge") { hearing in
    let (sighting, facts) = (hearing.sighting, hearing.facts)
    if !sighting.isEC2 { return Ruling(.ignored, .external, "\(sighting.ec2Instance) is not an EC2 instance") }
    if facts.isOperatorManaged { return Ruling(.ignored, .operatorManaged, "another AWS service operates this instance") }
    if sighting.agentConnected && !hearing.isOurs { return Ruling(.healthy, .recovered, "its agent is connected") }
    if sighting.agentConnected { return .stranded(facts) }
    if let ruling = facts.ignoredByTag { return ruling }
    if facts.isTerminated {
      return hearing.isOurs || hearing.ghost != nil
        ? nil : Ruling(.ignored, .terminated, "EC2 state \(facts.ec2State ?? ""), still registered")
    }
    if let state = facts.ec2State, state != "running" { return Ruling(.ignored, .notRunning, "EC2 state \(state)") }
    if !sighting.isCounted { return Ruling(.ignored, .notActive, "container instance status \(sighting.status)") }
    if hearing.isResumable, !RemediationTag.isUnbroken(facts.remediationTag, version: sighting.version) { return .stranded(facts) }
    return nil
  } facts: { hearing in
    let agent = hearing.sighting.agentConnected ? "connected" : "disconnected"
    return "EC2 state \(hearing.facts.ec2State ?? "unknown"), agent \(agent), container instance status \(hearing.sighting.status)"
  }

  static let confirmed = InstanceRule(name: "strikes confirmed by the store") { hearing in
    if case .unknown(let why) = hearing.instance.confirmation { Ruling(.held, .strikesUnknown, why) } else { nil }
  } facts: { _ in
    "yes"
  }

  /// Rules 1 and 3: not enough strikes, or not for long enough. Our tag alone kills nothing that runs: only a run of strikes does.
  static let runOfStrikes = InstanceRule(name: "run of strikes") { hearing in
    let (policy, now) = (hearing.policy, hearing.judge.now)
    if hearing.facts.isTerminated { return nil }
    guard let record = hearing.instance.record, let since = hearing.since else {
      if hearing.instance.confirmation == .countedElsewhere { return Ruling(.striking, .countedElsewhere, hearing.countedElsewhere) }
      return Ruling(.striking, .startupGrace, "no strike within \(policy.startupGrace.text) of registration or launch")
    }
    if let began = record.updatingSince, hearing.sighting.isUpdating, now - began < policy.updateGrace {
      return Ruling(.striking, .updateGrace, "its agent is being updated (\(hearing.sighting.agentUpdateStatus ?? ""))")
    }
    if record.isFlapping {
      return Ruling(.held, .flapping, "its agent reconnected \(record.restarts.count) times within \(StrikeRecord.flapWindow.text)")
    }
    if record.count >= policy.failAfter, now - since >= hearing.panel.minDisconnected(hearing.picture) { return nil }
    return Ruling(.striking, .strikes, hearing.strikes)
  } facts: {
    $0.facts.isTerminated ? "not asked of what EC2 has ended" : $0.strikes
  }

  /// A person's word comes first: it says more than any figure.
  static let notPaused = InstanceRule(name: "not paused") { hearing in
    if let reason = hearing.picture.paused { return Ruling(.held, .paused, "paused in the configuration: \(reason)") }
    return hearing.judge.pauses.ruling(
      hearing.picture.target, containerInstance: hearing.sighting.containerInstance, ec2Instance: hearing.sighting.ec2Instance,
      group: hearing.facts.membership?.group, at: hearing.judge.now)
  } facts: { _ in
    "no pause covers it"
  }

  static let seenWhole = InstanceRule(name: "cluster read completely") { hearing in
    switch hearing.picture.observation.coverage {
    case .complete: nil
    case .partial(let why), .failed(let why): Ruling(.held, .partial, "its cluster was not read completely: \(why)")
    }
  } facts: {
    "\($0.picture.observation.observed) instances, \($0.picture.observation.disconnected) disconnected"
  }

  static let clock = InstanceRule(name: "AWS's clock known") {
    $0.judge.isClockProven ? nil : Ruling(.held, .clockUnknown, "no answer of AWS carried a date")
  } facts: {
    $0.judge.now.text
  }

  static let brake = InstanceRule(name: "brake") { hearing in
    if case .held(let ruling) = hearing.panel.answer(hearing.instance, in: hearing.picture) { ruling } else { nil }
  } facts: { hearing in
    hearing.panel.scopes(of: hearing.instance, in: hearing.picture.target)
      .map { hearing.panel.brake($0, hearing.policy.maxDisconnected).detail }.joined(separator: "; ")
  }

  static let factsKnown = InstanceRule(name: "EC2 and its group could be read") { hearing in
    if let why = hearing.facts.unreadable.first { return Ruling(.held, .factsUnknown, why) }
    return hearing.facts.ec2State == nil ? Ruling(.held, .factsUnknown, "its EC2 state is not known") : nil
  } facts: { _ in
    "yes"
  }

  static let noForeignTag = InstanceRule(name: "no other installation's") { hearing in
    guard let tag = hearing.facts.remediationTag, !hearing.isOurs else { return nil }
    return Ruling(.held, .foreignTag, "tagged \(RemediationTag.key)=\(tag) by another installation")
  } facts: {
    $0.facts.remediationTag.map { "tagged \(RemediationTag.key)=\($0)" } ?? "no remediation tag"
  }

  static let tags = InstanceRule(name: "no tag holds it") {
    $0.facts.heldByTag(now: $0.judge.now)
  } facts: { hearing in
    let bearers = hearing.facts.holds.filter { $0.policy != nil || $0.holdUntil != nil }.map(\.bearer)
    return bearers.isEmpty ? "none" : "tags on \(bearers.joined(separator: ", ")) let it go"
  }

  static let turn = InstanceRule(name: "no other sweep just now") { hearing in
    guard hearing.instance.confirmation == .countedElsewhere, !hearing.facts.isTerminated else { return nil }
    return Ruling(.deferred, .countedElsewhere, hearing.countedElsewhere)
  } facts: {
    "min_gap \($0.policy.minGap.text)"
  }

  static let notDraining = InstanceRule(name: "not draining") { hearing in
    guard hearing.sighting.status == "DRAINING", !hearing.facts.isTerminated else { return nil }
    return Ruling(.held, .draining, "somebody is draining it")
  } facts: {
    $0.sighting.status
  }

  /// What was begun has left its group already, and what is terminated needs none.
  static let group = InstanceRule(name: "in service in an Auto Scaling group") { hearing in
    if hearing.facts.isTerminated || hearing.isResumable { return nil }
    guard let membership = hearing.facts.membership else {
      return Ruling(.held, .noGroup, "it is in no Auto Scaling group: nothing would replace it")
    }
    if membership.lifecycleState == "InService" { return nil }
    if hearing.isOurs, membership.isEnding {
      return Ruling(.deferred, .terminating, "Auto Scaling group \(membership.group) is ending it: \(membership.lifecycleState)")
    }
    return Ruling(.held, .notInService, "\(membership.lifecycleState) in Auto Scaling group \(membership.group)")
  } facts: {
    $0.facts.membership.map { "\($0.lifecycleState) in \($0.group)" } ?? "in none"
  }

  private static let notAsked = "not asked: that is only of a group whose instance is due"

  static let groupState = InstanceRule(name: "the group would replace it") { hearing in
    hearing.facts.isTerminated || hearing.isResumable ? nil : hearing.facts.heldByGroup(hearing.policy)
  } facts: { hearing in
    guard let group = hearing.facts.group else { return notAsked }
    return "wants \(group.desired), has \(group.inService) in service"
  }

  static let replacements = InstanceRule(name: "the group replaced the last ones") { hearing in
    if hearing.facts.isTerminated || hearing.isResumable { return nil }
    return hearing.facts.waitsForReplacements(hearing.sighting.ec2Instance, policy: hearing.policy, at: hearing.judge.now)
  } facts: { hearing in
    guard let group = hearing.facts.group else { return notAsked }
    guard let replacements = group.replacements else { return "none was begun lately" }
    return "\(replacements.begun.count) begun, \(replacements.arrived.count) came, within \(Replacement.memory.text)"
  }
}
