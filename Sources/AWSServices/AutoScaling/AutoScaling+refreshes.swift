public import AWSCore
internal import WireFormats

extension AutoScaling {
  /// The statuses of a group's instance refreshes, the newest first: AWS keeps them for six weeks.
  public func instanceRefreshes(group: String) async throws(AWSError) -> [String] {
    try await Pages { token throws(AWSError) in
      try await client.call(Self.describeInstanceRefreshes(group: group, token: token), in: account, region: region)
    }.all()
  }

  static func describeInstanceRefreshes(group: String, token: String?) -> AWSOperation<Pages<String>.Page> {
    .form(service, "DescribeInstanceRefreshes", .autoScaling, .read) { form in
      form.field("AutoScalingGroupName", group)
      form.field("MaxRecords", "100")
      form.field("NextToken", token)
    } answer: { reader throws(XMLError) in
      try reader.page("InstanceRefreshes") { reader throws(XMLError) in
        guard let status = try reader.text(of: "Status") else { throw reader.error("Status is missing") }
        return status
      }
    }
  }
}
