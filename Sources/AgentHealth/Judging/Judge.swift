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
  /// Open remediations that no picture shows, because they are registered nowhere any more or in a cluster that is not swept, by
  /// `account/region/group`.
  public var unseen: [String: Int] = [:]

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
    judged = OneAtATime(installation: installation, unseen: unseen).applied(to: judged, over: over, panel: panel)
    let policies = Dictionary(pictures.map { ($0.target, $0.policy) }, uniquingKeysWith: { first, _ in first })
    return Budget(installation: installation, unseen: unseen).applied(to: judged, policies: policies)
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

  /// What each rule finds of one instance, in order; budgets and last look come after them. Empty where no picture has a case of it.
  public func findings(of ec2Instance: String, in pictures: [Picture]) -> [RuleFinding] {
    let panel = panel(pictures)
    for picture in pictures {
      guard let instance = picture.cases.first(where: { $0.sighting.ec2Instance == ec2Instance }) else { continue }
      let hearing = Hearing(judge: self, instance: instance, picture: picture, panel: panel)
      return InstanceRule.all.map { RuleFinding(rule: $0.name, facts: $0.facts(hearing), ruling: $0.ruling(hearing)) }
    }
    return []
  }

  /// The rules that look at one instance and its cluster: the first that speaks decides.
  private func ruling(_ instance: InstanceCase, in picture: Picture, panel: BrakePanel) -> Ruling {
    let hearing = Hearing(judge: self, instance: instance, picture: picture, panel: panel)
    for rule in InstanceRule.all {
      if let ruling = rule.ruling(hearing) { return ruling }
    }
    if hearing.isResumable {
      return Ruling(.due, .unfinished, "remediation \(instance.facts.remediationTag ?? "") was begun and not ended")
    }
    return hearing.ghost ?? Ruling(.due, .disconnected, hearing.strikes)
  }
}
