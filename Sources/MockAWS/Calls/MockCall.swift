/// One call as the mock saw it.
public struct MockCall: Sendable, Equatable {
  /// Seconds since 1970 by the mock's clock.
  public var time: Double
  /// The caller's account, that is, the one acted on; empty where the request was not let in.
  public var account: String
  /// From the credential scope.
  public var region: String
  /// `ecs`, `ec2`, `autoscaling`, `sns`, `sts`.
  public var service: String
  /// Such as `DetachInstances`.
  public var operation: String
  /// What it was about: the cluster and container instance id, the group and instance ids, `key=value` of tags, the topic, the role.
  public var resources: [String]
  /// Whether it is one of the operations that change something.
  public var isMutation: Bool
  /// Whether it was carried out, even if its answer was lost.
  public var wasCarriedOut: Bool
  /// The HTTP status; 0 where no answer was sent.
  public var status: Int
  /// The error code of the answer.
  public var errorCode: String?
  /// The fault that was put in.
  public var fault: String?
}

extension MockCall {
  /// One line of JSON.
  var json: JSONText {
    var text = JSONText()
    text.object { call in
      call.member("time", time)
      call.member("account", account)
      call.member("region", region)
      call.member("service", service)
      call.member("operation", operation)
      call.member("resources", resources)
      call.member("mutation", isMutation)
      call.member("carried_out", wasCarriedOut)
      call.member("status", status)
      call.member("error", errorCode)
      call.member("fault", fault)
    }
    return text
  }
}
