/// What an Auto Scaling group says of itself, read only where one of its instances is due.
public struct GroupFacts: Hashable, Sendable {
  /// `Status`: there only while the group is being deleted.
  public let status: String?
  /// `SuspendedProcesses`: what people told the group not to do.
  public let suspended: Set<String>
  /// `DesiredCapacity`: instances, or the sum of their weights.
  public let desired: Int
  /// Members whose lifecycle state is `InService`.
  public let inService: Int
  /// What it launches from, such as `lt-0abc:7`, or the name of a launch configuration. `$Latest` stays as it is: a new version does not show.
  public let template: String?
  /// What it was told to replace lately; nil where that was nothing.
  public var replacements: Replacements?
  /// The status of an instance refresh that is not over, such as `InProgress`; nil where there is none.
  public var refresh: String?
  /// The Availability Zone IDs from which a zonal shift moves it away, where it leaves unhealthy instances of such zones alone.
  public var shiftedFrom: Set<String> = []
  /// The capacity provider under which the instance registered; nil where there is none.
  public var capacityProvider: CapacityProvider?

  /// The lifecycle hooks that it runs before it ends an instance. Read only by a last look, and only where the method lets the group end it.
  public var terminatingHooks: [String] = []

  /// Whether it would wait, before it ends an instance, until the instance is drained.
  var waitsForDraining: Bool { !terminatingHooks.isEmpty || capacityProvider?.drainsInstances == true }

  /// A group as it was described.
  public init(
    status: String? = nil, suspended: Set<String> = [], desired: Int, inService: Int, template: String? = nil,
    replacements: Replacements? = nil, refresh: String? = nil, capacityProvider: CapacityProvider? = nil
  ) {
    self.refresh = refresh
    self.capacityProvider = capacityProvider
    self.template = template
    self.replacements = replacements
    self.status = status
    self.suspended = suspended
    self.desired = desired
    self.inService = inService
  }

  /// The processes without which no instance is replaced (EC2 Auto Scaling user guide, "Suspend and resume processes"): without `Launch`
  /// none comes, without `AddToLoadBalancer` the new one gets no traffic, and whoever suspends the others wants to keep what is there.
  static let needed = ["Launch", "Terminate", "ReplaceUnhealthy", "HealthCheck", "AddToLoadBalancer"]
}

extension InstanceFacts {
  /// Rule 8, the group: why it would not replace the instance, or must not lose it. Nil also where it was not read.
  func heldByGroup(_ policy: Policy) -> Ruling? {
    guard let membership, let group else { return nil }
    let name = "Auto Scaling group \(membership.group)"
    // A provider that protects instances does it to all that have tasks; what is protected without one, a person protected.
    if membership.isProtectedFromScaleIn, group.capacityProvider?.protectsInstances != true {
      let detail = "protected from scale-in in \(name): aws autoscaling set-instance-protection --no-protected-from-scale-in lifts it"
      return Ruling(.held, .scaleInProtected, detail)
    }
    if policy.method == .detach, !policy.allowDetachManaged, let provider = group.capacityProvider, let managed = provider.managed {
      let detail = """
        capacity provider \(provider.name) has \(managed) for \(name): its instances are detached only with \
        allow_detach_managed, or take method asg
        """
      return Ruling(.held, .capacityProvider, detail)
    }
    if let status = group.status { return Ruling(.held, .groupDeleting, "\(name): \(status)") }
    if let refresh = group.refresh {
      return Ruling(.held, .instanceRefresh, "\(name): an instance refresh is \(refresh), which replaces its instances itself")
    }
    // Who does not say in which zone it is may be in that one.
    if let zone = group.shiftedFrom.min(), zoneID.map(group.shiftedFrom.contains) ?? true {
      let detail = """
        a zonal shift moves \(name) away from \(zoneID ?? zone), where it replaces nobody until the shift is over, unless it is told \
        ReplaceUnhealthy
        """
      return Ruling(.held, .zonalShift, detail)
    }
    let suspended = GroupFacts.needed.filter(group.suspended.contains)
    if !suspended.isEmpty {
      let detail = "\(suspended.joined(separator: ", ")) suspended in \(name): aws autoscaling resume-processes lifts it"
      return Ruling(.held, .groupSuspended, detail)
    }
    // A weighted instance counts for more than one, so that this holds too rarely there, and never wrongly.
    if group.desired < max(1, group.inService) {
      return Ruling(.held, .scalingIn, "\(name) wants \(group.desired) and has \(group.inService) in service: nothing would replace it")
    }
    return nil
  }
}
