/// One container instance as DescribeContainerInstances showed it in this sweep.
public struct Sighting: Hashable, Sendable {
  /// The container instance's ID: the last part of its ARN.
  public let containerInstance: String
  /// The EC2 instance's ID (`i-…`), or an SSM managed instance's (`mi-…`).
  public let ec2Instance: String
  /// `agentConnected`.
  public let agentConnected: Bool
  /// `status`, such as `ACTIVE` or `DRAINING`.
  public let status: String
  /// `version`: rises with every connect and disconnect; nil where the API gives none.
  public let version: Int64?
  /// When the instance registered; nil where the API does not say.
  public let registeredAt: Timestamp?
  /// `agentUpdateStatus`, such as `UPDATING`; nil where no update was ever asked for.
  public let agentUpdateStatus: String?

  /// The capacity provider under which it registered; nil where that was none.
  public var capacityProvider: String?

  /// A container instance as it was described.
  public init(
    containerInstance: String, ec2Instance: String, agentConnected: Bool, status: String, version: Int64? = nil,
    registeredAt: Timestamp? = nil, agentUpdateStatus: String? = nil
  ) {
    self.containerInstance = containerInstance
    self.ec2Instance = ec2Instance
    self.agentConnected = agentConnected
    self.status = status
    self.version = version
    self.registeredAt = registeredAt
    self.agentUpdateStatus = agentUpdateStatus
  }

  /// Whether this is one of ours to judge: an EC2 instance that takes tasks (`ACTIVE` or `DRAINING`).
  public var isCounted: Bool { isEC2 && isActive }

  /// Whether ECS counts it among the registered.
  public var isActive: Bool { status == "ACTIVE" || status == "DRAINING" }

  /// Whether the ID is an EC2 instance's: `^i-[0-9a-f]{8,17}$`. An external instance has `mi-…`.
  public var isEC2: Bool {
    let digits = ec2Instance.utf8.dropFirst(2)
    return ec2Instance.hasPrefix("i-") && (8...17).contains(digits.count)
      && digits.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  /// Whether the agent is being updated, which disconnects it on purpose.
  public var isUpdating: Bool {
    ["PENDING", "STAGING", "STAGED", "UPDATING"].contains(agentUpdateStatus ?? "")
  }
}
