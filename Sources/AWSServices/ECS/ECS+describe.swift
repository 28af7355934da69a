public import AWSCore
internal import WireFormats

extension ECS {
  /// What describing container instances found. Every id that was asked for should be in one of the two; AWS does not promise it.
  public struct Description: Hashable, Sendable {
    /// Those that ECS knows, in no promised order.
    public var instances: [ContainerInstance]
    /// Those that it does not.
    public var failures: [ECSFailure]
  }

  /// Describes container instances: 100 a request, one request after another. No ids, no request.
  /// - Parameters:
  ///   - cluster: name or ARN of the cluster that they are in; in another one they are missing.
  ///   - ids: ids or ARNs.
  ///   - withTags: whether to ask for their tags too; default false.
  public func describeContainerInstances(
    cluster: String, ids: [String], withTags: Bool = false
  ) async throws(AWSError) -> Description {
    let parts = try await Batches.collect(ids, by: 100) { batch throws(AWSError) in
      [try await call(Self.describeContainerInstances(cluster: cluster, ids: batch, withTags: withTags))]
    }
    // A sweep asks batch by batch: nothing to put together then.
    if parts.count == 1 { return parts[0] }
    return Description(instances: parts.flatMap(\.instances), failures: parts.flatMap(\.failures))
  }

  static func describeContainerInstances(cluster: String, ids: [String], withTags: Bool) -> AWSOperation<Description> {
    .json(service, "DescribeContainerInstances", .clusterResourceRead, .read) { request in
      request.member("cluster", cluster)
      request.member("containerInstances", ids)
      request.member("include", withTags ? ["TAGS"] : nil)
    } answer: { reader throws(JSONError) in
      let start = reader
      var instances: [ContainerInstance]?
      var failures: [ECSFailure] = []
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "containerInstances": instances = try reader.values(ContainerInstance.self)
        case "failures": if try !reader.null() { failures = try reader.values(ECSFailure.self) }
        default: try reader.skip()
        }
      }
      guard let instances else { throw start.error("containerInstances is missing", at: start.position) }
      return Description(instances: instances, failures: failures)
    }
  }
}
