/// An Auto Scaling group as it is at one moment. `MockServer.editGroup` takes a changed one back.
public struct MockGroup: Sendable, Equatable {
  /// Its name.
  public let name: String
  /// The cluster in which its instances register.
  public let cluster: String
  /// The EC2 ids of its members, those that come and go among them.
  public let members: [String]
  /// Below it nothing is detached with a decrement.
  public var minSize: Int
  /// For show.
  public var maxSize: Int
  /// What it is missing is launched at once; what is too much stays.
  public var desiredCapacity: Int
  /// Such as `Launch`, which really keeps it from launching.
  public var suspendedProcesses: [String]
  /// `Delete in progress`, or `nil`.
  public var status: String?
  /// Its tags.
  public var tags: [String: String]
  /// Shown with the group and its members.
  public var launchTemplateVersion: Int
  /// Whether what it launches is protected from scale-in.
  public var newInstancesProtected: Bool
  /// The capacity provider with which what it launches registers.
  public var capacityProvider: String?
  /// Whether that provider protects instances with tasks from scale-in. For show: the mock sets no protection by itself.
  public var managedTerminationProtection: Bool
  /// Whether it drains them first.
  public var managedDraining: Bool
  /// Such as `InProgress`: the status of its last instance refresh, or `nil`. For show.
  public var instanceRefresh: String?
  /// `ReplaceUnhealthy` or `IgnoreUnhealthy` where the group takes part in zonal shifts, or `nil`.
  public var impairedZoneBehavior: String?
  /// The IDs of the Zones that zonal shifts move it away from, if it takes part.
  public var shiftedFrom: Set<String>
  /// Whether a lifecycle hook keeps what the group ends in `Terminating:Wait` until it is deregistered, 48 hours at most. Managed draining does
  /// the same.
  public var hasTerminatingHook: Bool
  /// What comes of what it launches.
  public var replacements: MockReplacement
}

extension MockGroup {
  init(_ group: Group) {
    name = group.name
    cluster = group.cluster
    members = group.members.map(\.id)
    minSize = group.minSize
    maxSize = group.maxSize
    desiredCapacity = group.desiredCapacity
    suspendedProcesses = group.suspendedProcesses
    status = group.status
    tags = group.tags
    launchTemplateVersion = group.launchTemplateVersion
    newInstancesProtected = group.newInstancesProtected
    capacityProvider = group.capacityProvider
    managedTerminationProtection = group.managedTerminationProtection
    managedDraining = group.managedDraining
    instanceRefresh = group.instanceRefresh
    impairedZoneBehavior = group.impairedZoneBehavior
    shiftedFrom = group.shiftedFrom
    hasTerminatingHook = group.hasTerminatingHook
    replacements = group.replacements
  }
}
