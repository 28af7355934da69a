/// A container instance and its machine, as they are at one moment. `MockServer.edit` takes a changed one back.
public struct MockInstance: Sendable, Equatable {
  /// Twelve digits.
  public let account: String
  /// Such as `us-east-1`.
  public let region: String
  /// The cluster's name.
  public let cluster: String
  /// The last part of the ARN, 32 hex digits; `nil` of a machine that is not registered (any more).
  public let containerInstanceID: String?
  /// `i-…` or `mi-…`.
  public let ec2InstanceID: String

  /// Whether the ECS agent is connected. A change raises `version`, as with AWS.
  public var agentConnected: Bool
  /// Such as `1.89.2`.
  public var agentVersion: String
  /// Rises with every change that ECS makes an event of.
  public var version: Int
  /// `ACTIVE`, `DRAINING`, `REGISTERING`, `DEREGISTERING`, `REGISTRATION_FAILED`.
  public var status: String
  /// `PENDING`, `STAGING`, `STAGED`, `UPDATING`, `UPDATED`, `FAILED`, or `nil`.
  public var agentUpdateStatus: String?
  /// Seconds since 1970.
  public var registeredAt: Double
  /// How many tasks run on it.
  public var runningTasks: Int
  /// The capacity provider it registered with.
  public var capacityProvider: String?
  /// Of the registration; `tags` are the machine's.
  public var registrationTags: [String: String]

  /// `pending`, `running`, `shutting-down`, `terminated`, `stopping`, `stopped`; `nil`: no such machine (external, or forgotten).
  public var ec2State: String?
  /// `us-east-1a`: a name that is the account's own.
  public let zone: String?
  /// `use1-az4`: the same place in every account.
  public let zoneID: String?
  /// Seconds since 1970.
  public let launchTime: Double?
  /// Of the machine.
  public var tags: [String: String]
  /// `disableApiTermination`.
  public var terminationProtected: Bool
  /// Whether EC2's status checks fail.
  public var statusChecksFailed: Bool
  /// The service that operates the machine, such as `ecs-managed-instances.amazonaws.com`.
  public var operatedBy: String?

  /// The Auto Scaling group it is a member of.
  public let group: String?
  /// Such as `InService`, `Standby`, `Detaching`; `nil` without a group.
  public var lifecycleState: String?
  /// `Healthy` or `Unhealthy`; `nil` without a group.
  public var healthStatus: String?
  /// `nil` without a group.
  public var protectedFromScaleIn: Bool?

  /// Registered, connected, active and running.
  public var isHealthy: Bool {
    containerInstanceID != nil && agentConnected && status == "ACTIVE" && (ec2State == nil || ec2State == "running")
  }
}

extension MockInstance {
  init(_ registration: ContainerInstance?, _ machine: EC2Instance?, cluster: String, in region: Region) {
    account = region.account.id
    self.region = region.name
    self.cluster = cluster
    containerInstanceID = registration?.id
    ec2InstanceID = registration?.ec2InstanceID ?? machine?.id ?? ""
    agentConnected = registration?.agentConnected ?? false
    agentVersion = registration?.agentVersion ?? ""
    version = registration?.version ?? 0
    status = registration?.status ?? "INACTIVE"
    agentUpdateStatus = registration?.agentUpdateStatus
    registeredAt = registration?.registeredAt ?? 0
    runningTasks = registration?.runningTasks ?? 0
    capacityProvider = registration?.capacityProvider
    registrationTags = registration?.tags ?? [:]
    ec2State = machine?.state.name
    zone = machine?.zone
    zoneID = machine?.zoneID
    launchTime = machine?.launchTime
    tags = machine?.tags ?? [:]
    terminationProtected = machine?.terminationProtected ?? false
    statusChecksFailed = machine?.statusChecksFailed ?? false
    operatedBy = machine?.operatedBy
    group = machine?.group
    let member = machine.flatMap { machine in machine.group.flatMap { region.groups[$0]?.member(machine.id) } }
    lifecycleState = member?.lifecycleState
    healthStatus = member?.healthStatus
    protectedFromScaleIn = member?.isProtectedFromScaleIn
  }
}
