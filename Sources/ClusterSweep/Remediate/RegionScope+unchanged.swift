import AWSCore
import AgentHealth

extension RegionScope {
  /// Terminating cannot be taken back, and detaching took its time: an agent that has been back since then, under this registration or a new
  /// one, is left to a person.
  func checkUnchanged(_ judged: Sighting, in cluster: String) async throws(AWSError) {
    let isFound = try await checkNotBack(judged, in: cluster)
    let now = try await sightings([judged.containerInstance], in: cluster).first
    guard let now, !now.agentConnected, now.version == judged.version else {
      let what = now == nil ? "is no longer registered" : "has been connected"
      throw AWSError(.malformed, code: Remediation.notTerminated, message: "\(judged.ec2Instance) \(what) since its last look")
    }
    guard isFound else { throw .leftOut(judged.containerInstance) }
  }

  /// An agent that lost its state registers anew; an older registration that is disconnected is a leftover. Returns whether the registration
  /// that was judged is listed itself.
  @discardableResult
  func checkNotBack(_ judged: Sighting, in cluster: String) async throws(AWSError) -> Bool {
    let listed = try await registrations(of: judged.ec2Instance, lastIn: cluster)
    let found = listed.first { _, other in
      if other.containerInstance == judged.containerInstance { return false }
      guard !other.agentConnected, let since = other.registeredAt, let own = judged.registeredAt else { return true }
      return since >= own
    }
    guard let found else { return listed.contains { $0.sighting.containerInstance == judged.containerInstance } }
    throw AWSError(
      .malformed, code: Remediation.notTerminated,
      message: "\(judged.ec2Instance) has registered anew, as \(found.sighting.containerInstance) in \(found.cluster)")
  }
}
