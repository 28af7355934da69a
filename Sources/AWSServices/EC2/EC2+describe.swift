public import AWSCore
internal import WireFormats

extension EC2 {
  /// Describes instances by id, 200 a request. Ids that EC2 does not know (any more) are left out. No ids, no request.
  ///
  /// By filter and not by `InstanceId`, of which a single unknown one makes the whole request fail.
  public func describeInstances(ids: [String]) async throws(AWSError) -> [EC2Instance] {
    try await Batches.collect(ids, by: 200) { batch throws(AWSError) in
      try await pages([EC2Filter("instance-id", batch)]).all()
    }
  }

  /// Describes the instances for which all filters hold, by pages of up to 1,000. No filter, or one without values, gives none: never all.
  public func describeInstances(where filters: [EC2Filter]) -> Pages<EC2Instance> {
    guard !filters.isEmpty, filters.allSatisfy({ !$0.values.isEmpty }) else {
      return Pages { _ throws(AWSError) in Pages.Page([], nextToken: nil) }
    }
    return pages(filters)
  }

  /// Whether the instance is protected from being terminated by an API call.
  public func isTerminationProtected(id: String) async throws(AWSError) -> Bool {
    try await call(Self.describeTerminationProtection(id: id))
  }

  private func pages(_ filters: [EC2Filter]) -> Pages<EC2Instance> {
    Pages { token throws(AWSError) in try await call(Self.describeInstances(where: filters, token: token)) }
  }

  static func describeInstances(where filters: [EC2Filter], token: String?) -> AWSOperation<Pages<EC2Instance>.Page> {
    .form(service, "DescribeInstances", .ec2NonMutating, .read) { form in
      for (index, filter) in filters.enumerated() {
        form.field("Filter.\(index + 1).Name", filter.name)
        form.list("Filter.\(index + 1).Value", filter.values)
      }
      form.field("MaxResults", "1000")
      form.field("NextToken", token)
    } answer: { reader throws(XMLError) in
      let reservations = try reader.page("reservationSet") { reader throws(XMLError) -> [EC2Instance] in
        var instances: [EC2Instance] = []
        try reader.children { name, reader throws(XMLError) in
          if name == "instancesSet" {
            try reader.children { _, reader throws(XMLError) in instances.append(try EC2Instance(&reader)) }
          }
        }
        return instances
      }
      return Pages.Page(reservations.elements.flatMap { $0 }, nextToken: reservations.nextToken)
    }
  }

  static func describeTerminationProtection(id: String) -> AWSOperation<Bool> {
    .form(service, "DescribeInstanceAttribute", .ec2NonMutating, .read) { form in
      form.field("InstanceId", id)
      form.field("Attribute", "disableApiTermination")
    } answer: { reader throws(XMLError) in
      var isProtected: Bool?
      try reader.children { name, reader throws(XMLError) in
        if name == "disableApiTermination" { isProtected = try reader.text(of: "value").map { $0 == "true" } }
      }
      guard let isProtected else { throw reader.error("disableApiTermination is missing") }
      return isProtected
    }
  }
}
