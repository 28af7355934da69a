/// An EC2 instance as its Auto Scaling group sees it.
public struct AutoScalingInstance: Hashable, Sendable {
  /// `i-…`
  public var instanceID: String
  /// The group that it is a member of.
  public var groupName: String
  /// `InService` is the only one in which we act; a new word of AWS's is kept as it is.
  public var lifecycleState: String
  /// `Healthy` or `Unhealthy`; AWS writes it in capitals too. Compare by `isHealthy`.
  public var healthStatus: String?
  /// Such as `us-east-1a`.
  public var availabilityZone: String?
  /// Such as `use1-az1`, the same zone in every account; only where AWS says it.
  public var availabilityZoneID: String?
  /// From scale-in, which is not from us.
  public var protectedFromScaleIn = false

  /// Whether the group takes it for healthy.
  public var isHealthy: Bool { healthStatus?.lowercased() == "healthy" }

  /// An instance made by hand.
  public init(instanceID: String, groupName: String, lifecycleState: String) {
    self.instanceID = instanceID
    self.groupName = groupName
    self.lifecycleState = lifecycleState
  }
}
