/// Rule 9, ended by a person: whether a remediation that was begun may be given up, and the instance kept.
public enum ReleaseRule {
  /// Why it may not; nil where it may.
  ///
  /// Given up is what is stranded, what is still in its group and not told to go, and what is gone. A dead instance that its group has let
  /// go would stay for ever: nothing would replace it, and no sweep would find it.
  /// - Parameters:
  ///   - registrations: all of the EC2 instance, in every cluster of its account and Region.
  ///   - facts: what EC2 and Auto Scaling say of it.
  public static func refusal(_ registrations: [Sighting], facts: InstanceFacts, installation: String) -> String? {
    if let why = facts.unreadable.first { return why }
    guard let tag = facts.remediationTag else { return "it carries no remediation tag" }
    guard RemediationTag.isOurs(tag, installation: installation) else {
      return "its remediation tag is another installation's: \(tag)"
    }
    if let membership = facts.membership, !facts.isTerminated {
      if membership.isEnding {
        return "Auto Scaling group \(membership.group) is ending it (\(membership.lifecycleState)), which nothing takes back"
      }
      if let threat = membership.threat { return threat }
    }
    let isStranded = registrations.contains { $0.agentConnected || !RemediationTag.isUnbroken(tag, version: $0.version) }
    if isStranded || facts.isTerminated { return nil }
    if facts.membership != nil, !registrations.isEmpty { return nil }
    let agent = registrations.isEmpty ? "it is registered in no cluster" : "its agent is disconnected"
    let end = registrations.isEmpty ? "terminate it" : "the next sweep finishes it, or terminate it"
    let group = facts.membership.map { "in Auto Scaling group \($0.group), which takes it for healthy" } ?? "in no Auto Scaling group"
    return "\(agent) and it is \(group): \(end); kept, nothing would ever replace it"
  }
}
