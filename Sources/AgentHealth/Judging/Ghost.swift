/// Rule 9, ghosts: a registration whose EC2 instance is gone. ECS takes its tasks for running until it is deregistered.
enum Ghost {
  /// What EC2 does not know must have been registered for so long at least: its describes follow a launch with a delay.
  static let goneAfter: Duration = .seconds(3600)

  /// Why the registration may be removed; nil where its instance may still be living, or ended too short a time ago.
  ///
  /// An instance that is terminated, and of which EC2 does not say since when, waits until EC2 has forgotten it, about an hour later.
  static func ruling(_ sighting: Sighting, _ facts: InstanceFacts, policy: Policy, now: Timestamp) -> Ruling? {
    guard !sighting.agentConnected, sighting.isCounted, facts.remediationTag == nil else { return nil }
    switch facts.ec2State {
    case "terminated":
      guard let since = facts.endedAt, now - since >= policy.ghostAfter else { return nil }
      return Ruling(.due, .ghost, "EC2 terminated it at \(since.text), and it is still registered")
    case "gone":
      guard let since = sighting.registeredAt, now - since >= max(goneAfter, policy.ghostAfter) else { return nil }
      return Ruling(.due, .ghost, "EC2 does not know it any more, and it is still registered")
    default: return nil
    }
  }
}
