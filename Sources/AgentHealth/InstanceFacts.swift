/// What EC2 and Auto Scaling say of one instance whose agent is disconnected.
public struct InstanceFacts: Hashable, Sendable {
  /// Where an instance stands in its Auto Scaling group.
  public struct Membership: Hashable, Sendable {
    /// The group's name.
    public let group: String
    /// `LifecycleState`, such as `InService` or `Standby`.
    public let lifecycleState: String
    /// `ProtectedFromScaleIn`.
    public let isProtectedFromScaleIn: Bool
    /// Whether its group takes it for unhealthy, and so will end it.
    public var isUnhealthy = false
    /// How many of the group's instances are `InService`; nil where that was not read.
    public let size: Int?

    /// What its group will do and what keeps it from that; nil where it takes it for healthy.
    var threat: String? {
      guard isUnhealthy else { return nil }
      return "Auto Scaling group \(group) takes it for unhealthy and will end it: aws autoscaling set-instance-health "
        + "--health-status Healthy comes first"
    }

    /// Whether the group is ending it: hooks may keep it for a while.
    public var isEnding: Bool { lifecycleState.hasPrefix("Terminating") }

    /// A place in a group.
    public init(group: String, lifecycleState: String, isProtectedFromScaleIn: Bool = false, size: Int? = nil) {
      self.group = group
      self.lifecycleState = lifecycleState
      self.isProtectedFromScaleIn = isProtectedFromScaleIn
      self.size = size
    }
  }

  /// `instanceState.name`; `gone` where EC2 does not know the instance any more; nil where it could not be read.
  public var ec2State: String?
  /// When it was launched, or last started after a stop.
  public var launchedAt: Timestamp?
  /// When it was terminated; nil where it was not, or EC2 does not say when.
  public var endedAt: Timestamp?
  /// The Availability Zone ID, which means the same zone in every account.
  public var zoneID: String?
  /// Whether another AWS service operates the instance (`operator.managed`), as ECS Managed Instances are.
  public var isOperatorManaged: Bool
  /// The value of the tag `ecs-agent-monitor:remediation`; nil where there is none.
  public var remediationTag: String?
  /// Its group; nil where it is in none.
  public var membership: Membership?
  /// What its group says of itself; nil where it is in none, and until the instance is due.
  public var group: GroupFacts?
  /// What people ask for by tags: the instance's own, and once it is due its cluster's and group's.
  public var holds: [HoldTags]
  /// What could not be read, each as a text for people. A decision that needs facts is held while this is not empty.
  public var unreadable: [String]

  /// Facts about one instance.
  public init(
    ec2State: String? = nil, launchedAt: Timestamp? = nil, endedAt: Timestamp? = nil, zoneID: String? = nil,
    isOperatorManaged: Bool = false,
    remediationTag: String? = nil, membership: Membership? = nil, group: GroupFacts? = nil, holds: [HoldTags] = [],
    unreadable: [String] = []
  ) {
    self.ec2State = ec2State
    self.launchedAt = launchedAt
    self.endedAt = endedAt
    self.zoneID = zoneID
    self.isOperatorManaged = isOperatorManaged
    self.remediationTag = remediationTag
    self.membership = membership
    self.group = group
    self.holds = holds
    self.unreadable = unreadable
  }

  /// Whether EC2 has ended it or is ending it.
  public var isTerminated: Bool { ec2State == "terminated" || ec2State == "shutting-down" || ec2State == "gone" }
}
