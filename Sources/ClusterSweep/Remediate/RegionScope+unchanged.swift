import AWSCore
import AgentHealth

extension RegionScope {
  /// Terminating cannot be taken back, and detaching took its time: an agent that has been back since then, under this registration or a new
  /// one, is left to a person.
  func checkUnchanged(_ judged: Sighting, in cluster: String) async throws(AWSError) {
    let listed = try await registrations(of: judged.ec2Instance, lastIn: cluster)
    try Self.checkNotBack(judged, listed)
    let now = try await sightings([judged.containerInstance], in: cluster).first { $0.status != "INACTIVE" }
    guard let now, !now.agentConnected, now.version == judged.version else {
      let what = now == nil ? "is no longer registered" : "has been connected"
      throw AWSError(.malformed, code: Remediation.notTerminated, message: "\(judged.ec2Instance) \(what) since its last look")
    }
    guard listed.contains(where: { $0.sighting.containerInstance == judged.containerInstance }) else {
      throw .leftOut(judged.containerInstance)
    }
  }

  /// Of what is deregistered already.
  func checkNotBack(_ judged: Sighting, in cluster: String) async throws(AWSError) {
    try Self.checkNotBack(judged, try await registrations(of: judged.ec2Instance, lastIn: cluster))
  }

  /// An agent that lost its state registers anew; an older registration that is disconnected is a leftover.
  private static func checkNotBack(_ judged: Sighting, _ listed: [(cluster: String, sighting: Sighting)]) throws(AWSError) {
    let found = listed.first { _, other in
      if other.containerInstance == judged.containerInstance { return false }
      guard !other.agentConnected, let since = other.registeredAt, let own = judged.registeredAt else { return true }
      return since >= own
    }
    guard let found else { return }
    throw AWSError(
      .malformed, code: Remediation.notTerminated,
      message: "\(judged.ec2Instance) has registered anew, as \(found.sighting.containerInstance) in \(found.cluster)")
  }
}
