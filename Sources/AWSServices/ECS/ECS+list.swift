public import AWSCore
internal import WireFormats

extension ECS {
  /// The ARNs of all clusters, by pages of up to 100.
  public func listClusters() -> Pages<String> {
    Pages { token throws(AWSError) in try await call(Self.listClusters(token: token)) }
  }

  /// The ARNs of a cluster's container instances, by pages of up to 100.
  /// - Parameters:
  ///   - cluster: name or ARN; an empty one would mean AWS's `default`, and is refused by AWS.
  ///   - filter: in the cluster query language, such as `agentConnected == false`; nil for all.
  ///   - status: only those in this status; nil for all but INACTIVE.
  public func listContainerInstances(cluster: String, filter: String? = nil, status: String? = nil) -> Pages<String> {
    Pages { token throws(AWSError) in
      try await call(Self.listContainerInstances(cluster: cluster, filter: filter, status: status, token: token))
    }
  }

  /// The ARNs of the tasks that are to run on a container instance, by pages of up to 100.
  /// - Parameter containerInstance: id or ARN.
  public func listTasks(cluster: String, containerInstance: String) -> Pages<String> {
    Pages { token throws(AWSError) in
      try await call(Self.listTasks(cluster: cluster, containerInstance: containerInstance, token: token))
    }
  }

  static func listTasks(cluster: String, containerInstance: String, token: String?) -> AWSOperation<Pages<String>.Page> {
    .json(service, "ListTasks", .clusterResourceRead, .read) { request in
      request.member("cluster", cluster)
      request.member("containerInstance", containerInstance)
      request.member("maxResults", 100)
      request.member("nextToken", token)
    } answer: { reader throws(JSONError) in
      try reader.page("taskArns") { reader throws(JSONError) in try reader.strings() }
    }
  }

  static func listClusters(token: String?) -> AWSOperation<Pages<String>.Page> {
    .json(service, "ListClusters", .clusterRead, .read) { request in
      request.member("maxResults", 100)
      request.member("nextToken", token)
    } answer: { reader throws(JSONError) in
      try reader.page("clusterArns") { reader throws(JSONError) in try reader.strings() }
    }
  }

  static func listContainerInstances(
    cluster: String, filter: String?, status: String?, token: String?
  ) -> AWSOperation<Pages<String>.Page> {
    .json(service, "ListContainerInstances", .clusterResourceRead, .read) { request in
      request.member("cluster", cluster)
      request.member("filter", filter)
      request.member("status", status)
      request.member("maxResults", 100)
      request.member("nextToken", token)
    } answer: { reader throws(JSONError) in
      try reader.page("containerInstanceArns") { reader throws(JSONError) in try reader.strings() }
    }
  }
}
