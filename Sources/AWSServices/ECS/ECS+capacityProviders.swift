public import AWSCore
public import WireFormats

extension ECS {
  /// A capacity provider, as far as a sweep needs it.
  public struct CapacityProviderDetails: Hashable, Sendable, JSONReadable {
    /// Its name.
    public var name: String
    /// `managedTerminationProtection` is ENABLED.
    public var protectsInstances: Bool
    /// `managedDraining` is ENABLED.
    public var drainsInstances: Bool

    /// Reads ECS's form. The name must be there; what is neither ENABLED nor DISABLED counts as on.
    public init(from reader: inout JSONReader) throws(JSONError) {
      let start = reader
      var (name, protection, draining) = ("", "DISABLED", "DISABLED")
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "name": name = try reader.string()
        case "autoScalingGroupProvider":
          if try reader.null() { return }
          try reader.object { key, reader throws(JSONError) in
            switch key {
            case "managedTerminationProtection": protection = try reader.stringIfPresent() ?? protection
            case "managedDraining": draining = try reader.stringIfPresent() ?? draining
            default: try reader.skip()
            }
          }
        default: try reader.skip()
        }
      }
      guard !name.isEmpty else { throw start.error("name is missing", at: start.position) }
      (self.name, protectsInstances, drainsInstances) = (name, protection != "DISABLED", draining != "DISABLED")
    }
  }

  /// Describes capacity providers: 100 a request at most, by pages. What ECS does not know is left out. No names, no request.
  public func describeCapacityProviders(names: [String]) async throws(AWSError) -> [CapacityProviderDetails] {
    try await Batches.collect(names, by: 100) { batch throws(AWSError) in
      try await Pages { token throws(AWSError) in
        try await call(Self.describeCapacityProviders(names: batch, token: token))
      }.all()
    }
  }

  static func describeCapacityProviders(names: [String], token: String?) -> AWSOperation<Pages<CapacityProviderDetails>.Page> {
    .json(service, "DescribeCapacityProviders", .capacityProviderRead, .read) { request in
      request.member("capacityProviders", names)
      request.member("nextToken", token)
    } answer: { reader throws(JSONError) in
      try reader.page("capacityProviders") { reader throws(JSONError) in try reader.values(CapacityProviderDetails.self) }
    }
  }
}
