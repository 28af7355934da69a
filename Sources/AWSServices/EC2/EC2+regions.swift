public import AWSCore
internal import WireFormats

extension EC2 {
  /// A Region as an account sees it.
  public struct RegionState: Hashable, Sendable {
    /// Such as `eu-west-1`.
    public let name: String
    /// `opt-in-not-required`, `opted-in` or `not-opted-in`.
    public let optInStatus: String

    /// Whether the account can work there.
    public var isEnabled: Bool { optInStatus != "not-opted-in" }
  }

  /// The Regions that are enabled in this account. At least one: an empty answer is none.
  /// - Parameter includingDisabled: those that are not enabled, too.
  public func describeRegions(includingDisabled: Bool = false) async throws(AWSError) -> [RegionState] {
    try await call(Self.describeRegions(includingDisabled: includingDisabled))
  }

  static func describeRegions(includingDisabled: Bool) -> AWSOperation<[RegionState]> {
    .form(service, "DescribeRegions", .ec2NonMutating, .read) { form in
      if includingDisabled { form.field("AllRegions", "true") }
    } answer: { reader throws(XMLError) in
      var regions: [RegionState] = []
      try reader.children { name, reader throws(XMLError) in
        guard name == "regionInfo" else { return }
        try reader.children { _, reader throws(XMLError) in
          var (name, status) = ("", "")
          try reader.children { field, reader throws(XMLError) in
            switch field {
            case "regionName": name = try reader.text()
            case "optInStatus": status = try reader.text()
            default: try reader.skip()
            }
          }
          guard !name.isEmpty, !status.isEmpty else { throw reader.error("regionName or optInStatus is missing") }
          regions.append(RegionState(name: name, optInStatus: status))
        }
      }
      guard !regions.isEmpty else { throw reader.error("regionInfo is missing or empty") }
      return regions
    }
  }
}
