import AWSCore
import AWSServices
import AgentHealth

extension RegionScope {
  /// Describes container instances and leaves out only those that ECS answers MISSING for. An answer that leaves open what became of one of
  /// them, or whether its agent is connected, is an error: what nobody said is no reason to act.
  func sightings(_ ids: [String], in cluster: String) async throws(AWSError) -> [Sighting] {
    let described = try await ecs.describeContainerInstances(cluster: cluster, ids: ids)
    var unanswered = Set(ids).subtracting(described.failures.filter(\.isMissing).map { ContainerInstance.id(ofARN: $0.arn ?? "") })
    var sightings: [Sighting] = []
    for instance in described.instances {
      guard let connected = instance.agentConnected, unanswered.remove(instance.id) != nil else { continue }
      sightings.append(Sighting(instance, agentConnected: connected))
    }
    if let id = unanswered.min() {
      throw AWSError(.malformed, code: "IncompleteAnswer", message: "DescribeContainerInstances does not say how \(id) in \(cluster) is")
    }
    return sightings
  }
}
