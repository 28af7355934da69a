/// The rules, over all targets at once: nothing is touched before everything was seen.
///
/// A pure function of its arguments: no I/O, no clock, no randomness.
public struct Judge: Sendable {
  /// The time of the sweep.
  public let now: Timestamp
  /// Whether `now` comes from AWS's own answers; without that nothing is remediated.
  public let isClockProven: Bool
  /// Whose remediation tags are ours.
  public let installation: String
  /// What operators have paused.
  public let pauses: Pauses
  /// What the brake goes by beside the pictures.
  public var memory: BrakeMemory

  /// A judge at one point in time.
  public init(
    now: Timestamp, isClockProven: Bool, installation: String, pauses: Pauses = Pauses(), memory: BrakeMemory = BrakeMemory()
  ) {
    self.pauses = pauses
    self.memory = memory
    self.now = now
    self.isClockProven = isClockProven
    self.installation = installation
  }

  /// A ruling for each instance of each picture: by the rules for one instance and its scope first, then by the budgets.
  ///
  /// - Parameter stopped: what last looks said since, by container instance ID. Such an instance takes no place in the budgets.
  public func judge(_ pictures: [Picture], stopped: [Target: [String: Ruling]] = [:]) -> [Judged] {
    let panel = panel(pictures)
    var over: [BrakeScope: [Int]] = [:]
    var judged: [Judged] = []
    for picture in pictures {
      for instance in picture.cases {
        let stop = stopped[picture.target]?[instance.sighting.containerInstance]
        let ruling = stop ?? ruling(instance, in: picture, panel: panel)
        if stop == nil, ruling.verdict == .due, case .oneAtATime(let brakes) = panel.answer(instance, in: picture) {
          for brake in brakes { over[brake.scope, default: []].append(judged.count) }
        }
        judged.append(Judged(target: picture.target, instance: instance, ruling: ruling))
      }
    }
    judged = OneAtATime(installation: installation).applied(to: judged, over: over, panel: panel)
    let policies = Dictionary(pictures.map { ($0.target, $0.policy) }, uniquingKeysWith: { first, _ in first })
    return Budget(installation: installation).applied(to: judged, policies: policies)
  }

  /// All that the brake knows of these pictures.
  func panel(_ pictures: [Picture]) -> BrakePanel {
    BrakePanel(pictures, memory: memory, now: now, installation: installation)
  }

  /// What is held at present, the widest first.
  public func holds(_ pictures: [Picture]) -> [HoldReport] { panel(pictures).reports(pictures) }

  /// The names under which holds of these pictures' scopes are remembered, by Region.
  public func holdNames(_ pictures: [Picture]) -> [String: [String]] { panel(pictures).names(pictures) }

  /// What is to be remembered of holds, by Region and name: only what changed.
  public func holdsToRemember(_ pictures: [Picture]) -> [String: [String: Hold]] { panel(pictures).changes(pictures) }

  /// The rules that look at one instance and its cluster, in order; the first that speaks decides.
  private func ruling(_ instance: InstanceCase, in picture: Picture, panel: BrakePanel) -> Ruling {
    if let ruling = exempt(instance, policy: picture.policy) { return ruling }
    if case .unknown(let why) = instance.confirmation { return Ruling(.held, .strikesUnknown, why) }
    // Our tag alone kills nothing that runs: only a run of strikes does.
    if !instance.facts.isTerminated, let ruling = notYetDue(instance, in: picture, panel: panel) { return ruling }
    if let ruling = held(instance, in: picture, panel: panel) { return ruling }
    if isResumable(instance) {
      return Ruling(.due, .unfinished, "remediation \(instance.facts.remediationTag ?? "") was begun and not ended")
    }
    return ghost(instance, policy: picture.policy) ?? Ruling(.due, .disconnected, strikes(instance, in: picture, panel: panel))
  }

  /// What is not ours to judge, by name.
  private func exempt(_ instance: InstanceCase, policy: Policy) -> Ruling? {
    let (sighting, facts) = (instance.sighting, instance.facts)
    let isOurs = RemediationTag.isOurs(facts.remediationTag, installation: installation)
    if !sighting.isEC2 { return Ruling(.ignored, .external, "\(sighting.ec2Instance) is not an EC2 instance") }
    if facts.isOperatorManaged { return Ruling(.ignored, .operatorManaged, "another AWS service operates this instance") }
    if sighting.agentConnected && !isOurs { return Ruling(.healthy, .recovered, "its agent is connected") }
    if sighting.agentConnected { return .stranded(facts) }
    if let ruling = facts.ignoredByTag { return ruling }
    if facts.isTerminated {
      return isOurs || ghost(instance, policy: policy) != nil
        ? nil : Ruling(.ignored, .terminated, "EC2 state \(facts.ec2State ?? ""), still registered")
    }
    if let state = facts.ec2State, state != "running" { return Ruling(.ignored, .notRunning, "EC2 state \(state)") }
    if !sighting.isCounted { return Ruling(.ignored, .notActive, "container instance status \(sighting.status)") }
    if isResumable(instance), !RemediationTag.isUnbroken(facts.remediationTag, version: sighting.version) { return .stranded(facts) }
    return nil
  }

  private func ghost(_ instance: InstanceCase, policy: Policy) -> Ruling? {
    Ghost.ruling(instance.sighting, instance.facts, policy: policy, now: now)
  }

  /// Whether we began to replace this instance and got past the point where its group or EC2 let it go.
  private func isResumable(_ instance: InstanceCase) -> Bool {
    let facts = instance.facts
    return RemediationTag.isOurs(facts.remediationTag, installation: installation) && facts.unreadable.isEmpty
      && (facts.isTerminated || facts.membership == nil)
  }

  /// Rules 1 and 3: not enough strikes, or not for long enough.
  private func notYetDue(_ instance: InstanceCase, in picture: Picture, panel: BrakePanel) -> Ruling? {
    let policy = picture.policy
    guard let record = instance.record else {
      if instance.confirmation == .countedElsewhere { return Ruling(.striking, .countedElsewhere, countedElsewhere(policy)) }
      return Ruling(.striking, .startupGrace, "no strike within \(policy.startupGrace.text) of registration or launch")
    }
    if let began = record.updatingSince, instance.sighting.isUpdating, now - began < policy.updateGrace {
      return Ruling(.striking, .updateGrace, "its agent is being updated (\(instance.sighting.agentUpdateStatus ?? ""))")
    }
    if record.isFlapping {
      return Ruling(.held, .flapping, "its agent reconnected \(record.restarts.count) times within \(StrikeRecord.flapWindow.text)")
    }
    let since = panel.start(of: instance, in: picture) ?? record.since
    if record.count >= policy.failAfter, now - since >= panel.minDisconnected(picture) { return nil }
    return Ruling(.striking, .strikes, strikes(instance, in: picture, panel: panel))
  }

  /// Rules 4, 6 and 8, as far as they can be known before the last look: what forbids to act on a due instance.
  private func held(_ instance: InstanceCase, in picture: Picture, panel: BrakePanel) -> Ruling? {
    let (sighting, facts) = (instance.sighting, instance.facts)
    if let ruling = paused(instance, in: picture) { return ruling }
    switch picture.observation.coverage {
    case .complete: break
    case .partial(let why), .failed(let why): return Ruling(.held, .partial, "its cluster was not read completely: \(why)")
    }
    if !isClockProven { return Ruling(.held, .clockUnknown, "no answer of AWS carried a date") }
    if case .held(let ruling) = panel.answer(instance, in: picture) { return ruling }
    if let why = facts.unreadable.first { return Ruling(.held, .factsUnknown, why) }
    guard facts.ec2State != nil else { return Ruling(.held, .factsUnknown, "its EC2 state is not known") }
    if let tag = facts.remediationTag, !RemediationTag.isOurs(tag, installation: installation) {
      return Ruling(.held, .foreignTag, "tagged \(RemediationTag.key)=\(tag) by another installation")
    }
    if let ruling = facts.heldByTag(now: now) { return ruling }
    if facts.isTerminated { return nil }
    if instance.confirmation == .countedElsewhere { return Ruling(.deferred, .countedElsewhere, countedElsewhere(picture.policy)) }
    if sighting.status == "DRAINING" { return Ruling(.held, .draining, "somebody is draining it") }
    if isResumable(instance) { return nil }
    guard let membership = facts.membership else {
      return Ruling(.held, .noGroup, "it is in no Auto Scaling group: nothing would replace it")
    }
    if membership.lifecycleState != "InService" {
      return Ruling(.held, .notInService, "\(membership.lifecycleState) in Auto Scaling group \(membership.group)")
    }
    return facts.heldByGroup(picture.policy) ?? facts.waitsForReplacements(sighting.ec2Instance, policy: picture.policy, at: now)
  }

  /// A person's word comes first: it says more than any figure.
  private func paused(_ instance: InstanceCase, in picture: Picture) -> Ruling? {
    if let reason = picture.paused { return Ruling(.held, .paused, "paused in the configuration: \(reason)") }
    return pauses.ruling(
      picture.target, containerInstance: instance.sighting.containerInstance, ec2Instance: instance.sighting.ec2Instance,
      group: instance.facts.membership?.group, at: now)
  }

  private func countedElsewhere(_ policy: Policy) -> String {
    "another sweep counted this cluster less than \(policy.minGap.text) ago"
  }

  private func strikes(_ instance: InstanceCase, in picture: Picture, panel: BrakePanel) -> String {
    guard let record = instance.record else { return "no strikes" }
    let (policy, least) = (picture.policy, panel.minDisconnected(picture))
    let since = panel.start(of: instance, in: picture) ?? record.since
    var text = "strike \(record.count) of \(policy.failAfter), disconnected for \((now - since).text) of \(least.text)"
    if since > record.since { text += ", counted from the end of a hold" }
    if least > policy.minDisconnected { text += ", for fewer than \(BrakePanel.witnesses) instances in the Region can vouch" }
    return text
  }
}
