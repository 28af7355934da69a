public import AWSCore
internal import WireFormats

extension AutoScaling {
  /// Lets the group of an instance end it and launch another one in its place: the desired capacity stays. The group's terminating hooks run
  /// first, for up to 48 hours; scale-in and termination protection do not keep it.
  public func terminateInstance(id: String) async throws(AWSError) -> ChangeResult {
    try await client.call(Self.terminateInstance(id: id), in: account, region: region)
  }

  /// Tells the group of an instance that it is unhealthy, whatever grace period it has: the group ends and replaces it by itself, soon after,
  /// hooks first.
  public func setUnhealthy(id: String) async throws(AWSError) -> ChangeResult {
    try await client.call(Self.setUnhealthy(id: id), in: account, region: region)
  }

  /// The names of a group's lifecycle hooks that an instance passes on its way out.
  public func terminatingHooks(group: String) async throws(AWSError) -> [String] {
    try await client.call(Self.describeLifecycleHooks(group: group), in: account, region: region)
  }

  /// Whether an error says that the instance is in no group: somebody, perhaps an earlier sweep, has ended or detached it.
  public static func isInNoGroup(_ error: AWSError) -> Bool {
    error.code == "ValidationError" && error.says("No managed instance found")
  }

  /// A repetition meets the same instance, which is on its way out, or in no group any more: it cannot end another one.
  static func terminateInstance(id: String) -> AWSOperation<ChangeResult> {
    .form(
      service, "TerminateInstanceInAutoScalingGroup", .autoScaling, .changeRefusedOnceDone { isInNoGroup($0) ? .doneBefore : nil }
    ) { form in
      form.field("InstanceId", id)
      form.field("ShouldDecrementDesiredCapacity", false)
    } answer: { reader throws(XMLError) in
      try reader.skip()
      return .done
    }
  }

  /// The same word twice is the same word; after a lost answer the group may have ended the instance already.
  static func setUnhealthy(id: String) -> AWSOperation<ChangeResult> {
    .form(service, "SetInstanceHealth", .autoScaling, .changeRefusedOnceDone { isInNoGroup($0) ? .doneBefore : nil }) { form in
      form.field("InstanceId", id)
      form.field("HealthStatus", "Unhealthy")
      form.field("ShouldRespectGracePeriod", false)
    } answer: { reader throws(XMLError) in
      try reader.skip()
      return .done
    }
  }

  /// A group has 50 hooks at most, and the answer no pages.
  static func describeLifecycleHooks(group: String) -> AWSOperation<[String]> {
    .form(service, "DescribeLifecycleHooks", .autoScaling, .read) { form in
      form.field("AutoScalingGroupName", group)
    } answer: { reader throws(XMLError) in
      let hooks = try reader.page("LifecycleHooks") { reader throws(XMLError) -> String? in
        var (name, transition) = ("", "")
        try reader.children { element, reader throws(XMLError) in
          switch element {
          case "LifecycleHookName": name = try reader.text()
          case "LifecycleTransition": transition = try reader.text()
          default: try reader.skip()
          }
        }
        return transition == "autoscaling:EC2_INSTANCE_TERMINATING" ? name : nil
      }
      return hooks.elements.compactMap(\.self)
    }
  }
}
