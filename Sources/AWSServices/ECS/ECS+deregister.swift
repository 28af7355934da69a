public import AWSCore
internal import WireFormats

extension ECS {
  /// Takes a container instance out of its cluster. Does not terminate the EC2 instance.
  /// - Parameters:
  ///   - id: id or ARN.
  ///   - force: also with tasks on it, which are orphaned; services start them elsewhere.
  public func deregisterContainerInstance(cluster: String, id: String, force: Bool) async throws(AWSError) -> ChangeResult {
    try await call(Self.deregisterContainerInstance(cluster: cluster, id: id, force: force))
  }

  /// ECS refuses a second deregistration with "not found": after a lost answer that is the confirmation of the first. An id is never given
  /// out again, so a repetition can hit nothing else.
  static func deregisterContainerInstance(cluster: String, id: String, force: Bool) -> AWSOperation<ChangeResult> {
    .json(
      service, "DeregisterContainerInstance", .clusterResourceModify,
      .changeRefusedOnceDone { isUnknownContainerInstance($0) ? .doneBefore : nil }
    ) { request in
      request.member("cluster", cluster)
      request.member("containerInstance", id)
      request.member("force", force)
    } answer: { reader throws(JSONError) in
      let start = reader
      var isThere = false
      try reader.object { key, reader throws(JSONError) in
        if key == "containerInstance" { isThere = true }
        try reader.skip()
      }
      guard isThere else { throw start.error("containerInstance is missing", at: start.position) }
      return .done
    }
  }

  /// Whether an error says that the cluster has no such container instance: somebody, perhaps an earlier sweep, deregistered it.
  public static func isUnknownContainerInstance(_ error: AWSError) -> Bool {
    error.code == "InvalidParameterException" && error.says("not found")
  }
}
