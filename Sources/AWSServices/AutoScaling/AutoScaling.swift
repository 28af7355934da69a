public import AWSCore
internal import WireFormats

/// Amazon EC2 Auto Scaling in one account and Region.
public struct AutoScaling: Sendable {
  static let service = AWSService("autoscaling", environmentName: "AUTO_SCALING", wireProtocol: .query(version: "2011-01-01"))

  let client: AWSClient
  let account: AWSAccount
  let region: String

  /// Auto Scaling of a proven account.
  public init(_ client: AWSClient, account: AWSAccount, region: String) {
    self.client = client
    self.account = account
    self.region = region
  }

  /// Which of these EC2 instances are members of a group, and how: 50 a request. Instances of no group, and unknown ones, are left out. No
  /// ids, no request.
  public func describeInstances(ids: [String]) async throws(AWSError) -> [AutoScalingInstance] {
    try await Batches.collect(ids, by: 50) { batch throws(AWSError) in
      try await Pages { token throws(AWSError) in
        try await client.call(Self.describeInstances(ids: batch, token: token), in: account, region: region)
      }.all()
    }
  }

  /// Groups by name, with their members: 50 a request. Unknown names are left out. No names, no request.
  public func describeGroups(names: [String]) async throws(AWSError) -> [AutoScalingGroup] {
    try await Batches.collect(names, by: 50) { batch throws(AWSError) in
      try await Pages { token throws(AWSError) in
        try await client.call(Self.describeGroups(names: batch, token: token), in: account, region: region)
      }.all()
    }
  }

  /// Takes an instance out of its group, which launches another one in its place: the desired capacity stays. The instance goes on running.
  public func detachInstance(id: String, group: String) async throws(AWSError) -> ChangeResult {
    try await client.call(Self.detachInstance(id: id, group: group), in: account, region: region)
  }

  /// Whether an error says that the instance is no member of the group: somebody, perhaps an earlier sweep, detached it.
  public static func isNotInGroup(_ error: AWSError) -> Bool {
    error.code == "ValidationError" && error.says("is not part of Auto Scaling group")
  }

  static func describeInstances(ids: [String], token: String?) -> AWSOperation<Pages<AutoScalingInstance>.Page> {
    .form(service, "DescribeAutoScalingInstances", .autoScaling, .read) { form in
      form.list("InstanceIds.member", ids)
      form.field("NextToken", token)
    } answer: { reader throws(XMLError) in
      try reader.page("AutoScalingInstances") { reader throws(XMLError) in try AutoScalingInstance(&reader) }
    }
  }

  static func describeGroups(names: [String], token: String?) -> AWSOperation<Pages<AutoScalingGroup>.Page> {
    .form(service, "DescribeAutoScalingGroups", .autoScaling, .read) { form in
      form.list("AutoScalingGroupNames.member", names)
      form.field("MaxRecords", "50")
      form.field("NextToken", token)
    } answer: { reader throws(XMLError) in
      try reader.page("AutoScalingGroups") { reader throws(XMLError) in try AutoScalingGroup(&reader) }
    }
  }

  /// Auto Scaling refuses to detach what is no member: after a lost answer that is the confirmation. Without decrement a repetition cannot
  /// launch a second replacement, because it detaches nothing.
  static func detachInstance(id: String, group: String) -> AWSOperation<ChangeResult> {
    .form(
      service, "DetachInstances", .autoScaling, .changeRefusedOnceDone { isNotInGroup($0) ? .doneBefore : nil }
    ) { form in
      form.field("AutoScalingGroupName", group)
      form.list("InstanceIds.member", [id])
      form.field("ShouldDecrementDesiredCapacity", false)
    } answer: { reader throws(XMLError) in
      try reader.skip()
      return .done
    }
  }
}
