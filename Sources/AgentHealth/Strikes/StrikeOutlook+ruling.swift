extension StrikeOutlook {
  /// The outlook in the words of a sweep.
  public var ruling: Ruling {
    switch self {
    case .due: Ruling(.due, .disconnected, "if the brake, its cluster and its last look allow it")
    case .strike(let count, let limit): Ruling(.striking, .strikes, "strike \(count) of \(limit)")
    case .dueLater(let time): Ruling(.striking, .strikes, "one more strike; not due before \(time.text)")
    case .beginsAnew: Ruling(.striking, .strikes, "its run is broken: strike 1")
    case .flapping: Ruling(.held, .flapping, "its agent comes and goes")
    }
  }

  /// What the next sweep would say of an instance that it saw disconnected: pauses come before strikes.
  /// - Parameters:
  ///   - plan: the entry that leads to its target; nil gives nil.
  ///   - paused: why the whole configuration is paused; nil where it is not.
  public static func next(
    _ record: StrikeRecord, of containerInstance: String, in target: Target, swept: SweepMark?, plan: AccountPlan?, paused: String?,
    pauses: Pauses, now: Timestamp
  ) -> Ruling? {
    guard let plan else { return nil }
    let outlook = StrikeOutlook(record, swept: swept, policy: plan.policies.policy(for: target.cluster), now: now).ruling
    guard outlook.verdict == .due else { return outlook }
    if let reason = paused ?? plan.paused { return Ruling(.held, .paused, "paused in the configuration: \(reason)") }
    // Which EC2 instance and which group it is the store does not know: pauses of those show in a plan.
    var known = pauses
    known.list = pauses.list.filter { $0.scope.group == nil }
    return known.ruling(target, containerInstance: containerInstance, ec2Instance: "", group: nil, at: now) ?? outlook
  }
}
