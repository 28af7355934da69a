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

  /// Every registration of an EC2 instance, in every cluster of the account and Region. An agent that comes back does so in its own cluster,
  /// which is asked last.
  func registrations(of ec2Instance: String, lastIn own: String? = nil) async throws(AWSError) -> [(cluster: String, sighting: Sighting)] {
    var found: [(cluster: String, sighting: Sighting)] = []
    let clusters = try await ecs.listClusters().all().map(\.nameOfARN)
    for cluster in clusters.filter({ $0 != own }) + clusters.filter({ $0 == own }) {
      found += try await registrations(of: ec2Instance, in: cluster).map { (cluster, $0) }
    }
    return found
  }

  /// Asks with the documented filter, and lists in full where that is refused; every hit is described and compared.
  private func registrations(of ec2Instance: String, in cluster: String) async throws(AWSError) -> [Sighting] {
    let ids: [String]
    do throws(AWSError) {
      ids = try await ecs.listContainerInstances(cluster: cluster, filter: "ec2InstanceId in ['\(ec2Instance)']").all()
    } catch {
      // ECS deletes no cluster that has instances.
      if error.code == "ClusterNotFoundException" { return [] }
      guard error.code == "InvalidParameterException" else { throw error }
      ids = try await ecs.listContainerInstances(cluster: cluster).all()
    }
    return try await sightings(ids.map(ContainerInstance.id(ofARN:)), in: cluster).filter { $0.ec2Instance == ec2Instance }
  }
}

extension AWSError {
  /// A search that misses what is known to be there may miss a connected one too.
  static func leftOut(_ containerInstance: String) -> AWSError {
    AWSError(.malformed, code: "IncompleteAnswer", message: "the lists of registrations leave out \(containerInstance), which exists")
  }
}
