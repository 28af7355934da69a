/// One instance that its Auto Scaling group was told to replace, as the store remembers it.
public struct Replacement: Hashable, Sendable {
  /// The EC2 instance's ID.
  public let ec2Instance: String
  /// When its remediation was begun.
  public let at: Timestamp
  /// What the group launched from then (``GroupFacts/template``).
  public let template: String?

  /// An instance to be replaced.
  public init(ec2Instance: String, at: Timestamp, template: String?) {
    self.ec2Instance = ec2Instance
    self.at = at
    self.template = template
  }

  /// How long it is remembered: what fails later than that is another failure.
  public static let memory: Duration = .seconds(6 * 3600)
  /// So much earlier a newcomer may have registered: AWS's dates are whole seconds, and its services have clocks of their own.
  public static let slack: Duration = .seconds(60)
}

/// Rule 10, replacement gate and loop breaker: what a group made of the instances that it was to replace.
public struct Replacements: Hashable, Sendable {
  /// Those that were begun, by all workers.
  public var begun: [Replacement]
  /// When each member of the group registered that came since the first of them and whose agent is connected.
  public var arrived: [Timestamp]

  /// What was begun and what came.
  public init(begun: [Replacement], arrived: [Timestamp]) {
    self.begun = begun
    self.arrived = arrived
  }

  /// Those that no connected newcomer stands for, each newcomer for one that was begun before it; the oldest first. What was begun with another
  /// template says nothing about the present one.
  ///
  /// - Parameter ec2Instance: the instance that is asked for; its own remediation is no reason against it.
  func missing(besides ec2Instance: String, template: String?, at now: Timestamp) -> [Replacement] {
    var waiting = begun.filter { $0.ec2Instance != ec2Instance && $0.template == template && now - $0.at < Replacement.memory }
    waiting.sort { ($0.at, $0.ec2Instance) < ($1.at, $1.ec2Instance) }
    for newcomer in arrived.sorted() {
      if let index = waiting.firstIndex(where: { $0.at - Replacement.slack <= newcomer }) { waiting.remove(at: index) }
    }
    return waiting
  }
}

extension InstanceFacts {
  /// Why this instance has to wait until its group has replaced others, or why the group gets no more to replace; nil where neither is so.
  func waitsForReplacements(_ ec2Instance: String, policy: Policy, at now: Timestamp) -> Ruling? {
    guard let name = membership?.group, let group, let replacements = group.replacements else { return nil }
    let missing = replacements.missing(besides: ec2Instance, template: group.template, at: now)
    let pending = missing.filter { now - $0.at < policy.replacementWait }
    let failed = missing.count - pending.count
    if failed >= policy.maxFailedReplacements {
      let detail = """
        Auto Scaling group \(name) was to replace \(failed) since \(missing[0].at.text), and no newer instance of it is connected: mend its launch \
        template, or say: ecs-agent-monitor resume --group '\(name)'
        """
      return Ruling(.held, .replacementsFailing, detail)
    }
    let isShort =
      group.inService < group.desired
      && replacements.begun.contains { $0.ec2Instance != ec2Instance && now - $0.at < policy.replacementWait }
    guard pending.count >= policy.perGroup || isShort else { return nil }
    let what =
      pending.last.map { "the replacement of \($0.ec2Instance), begun at \($0.at.text), is not connected yet" }
      ?? "it has \(group.inService) of \(group.desired) in service"
    return Ruling(.deferred, .replacementPending, "Auto Scaling group \(name): \(what); waits \(policy.replacementWait.text) at most")
  }
}
