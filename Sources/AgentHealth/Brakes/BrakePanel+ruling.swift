extension BrakePanel {
  /// What the brake says of one due instance.
  enum Answer: Hashable {
    case free
    case held(Ruling)
    /// These scopes have been held for longer than `max_hold`, and nothing wider is: one instance of each at a time.
    case oneAtATime([Brake])
  }

  /// All scopes of an instance must let it go; the most cautious wins.
  func answer(_ instance: InstanceCase, in picture: Picture) -> Answer {
    let (region, policy) = (picture.target.region, picture.policy)
    if let plane = controlPlanes[region] {
      return .held(Ruling(.held, plane.rule == .suspected ? .controlPlaneSuspected : .regionUnreadable, plane.detail))
    }
    if let why = memory.unreadable[region] {
      return .held(Ruling(.held, .brake, "what was held in \(region) could not be recalled: \(why)"))
    }
    if let text = cooling(Self.hardName, region, policy) { return .held(Ruling(.held, .brake, "\(region): \(text)")) }
    var over: [Brake] = []
    for scope in scopes(of: instance, in: picture.target).reversed() {
      let brake = brake(scope, policy.maxDisconnected)
      if brake.holds {
        guard isWorkedOff(brake, instance, policy) else { return .held(Ruling(.held, .brake, brake.detail)) }
        over.append(brake)
      } else if let text = cooling(brake.name, region, policy) {
        return .held(Ruling(.held, .brake, "\(brake.detail): \(text)"))
      }
    }
    return over.isEmpty ? .free : .oneAtATime(over)
  }

  /// The name under which a hold by a hard rule is remembered.
  static let hardName = "hard"

  /// The brake of a scope; a scope of which nothing is known has nothing in it.
  func brake(_ scope: BrakeScope, _ limit: Limit) -> Brake {
    Brake(scope, figures[scope] ?? BrakeFigures(), limit: limit)
  }

  /// From when an instance's run counts: not before the end of a storm that it was part of.
  func start(of instance: InstanceCase, in picture: Picture) -> Timestamp? {
    guard let record = instance.record else { return nil }
    let policy = picture.policy
    let names = [Self.hardName] + scopes(of: instance, in: picture.target).map { brake($0, policy.maxDisconnected).name }
    return names.compactMap { remembered($0, picture.target.region) }
      .map { $0.start(of: record.since, cooldown: policy.cooldown, maxGap: policy.maxGap) }.reduce(record.since, max)
  }

  func remembered(_ name: String, _ region: String) -> Hold? { memory.holds[region]?[name] }

  private func cooling(_ name: String, _ region: String, _ policy: Policy) -> String? {
    guard let hold = advanced(name, region, holds: false, policy.cooldown), hold.isCooling(now, cooldown: policy.cooldown) else {
      return nil
    }
    let since = hold.releasedAt.map { (now - $0).text } ?? "0s"
    return "it was held and was released \(since) ago (cooldown \(policy.cooldown.text))"
  }

  /// The hold as this sweep leaves it.
  func advanced(_ name: String, _ region: String, holds: Bool, _ cooldown: Duration) -> Hold? {
    Hold.advance(remembered(name, region), holds: holds, now: now, cooldown: cooldown)
  }

  /// Only what has itself been out for `max_hold`: the hold may be an old one that nobody was there to release. A limit of 0 is no brake but
  /// an order to report, and is never worked off.
  private func isWorkedOff(_ brake: Brake, _ instance: InstanceCase, _ policy: Policy) -> Bool {
    guard !brake.scope.isWide, brake.allowed > 0, let record = instance.record, now - record.since >= policy.maxHold else { return false }
    return remembered(brake.name, brake.scope.region)?.isOver(now, maxHold: policy.maxHold) ?? false
  }
}
