/// What a capacity provider does to the instances of its Auto Scaling group beside the group itself.
public struct CapacityProvider: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// `managedTerminationProtection`: ECS protects instances with tasks from scale-in.
  public let protectsInstances: Bool
  /// `managedDraining`: ECS drains an instance before the group may terminate it.
  public let drainsInstances: Bool

  /// A provider as it was described.
  public init(name: String, protectsInstances: Bool, drainsInstances: Bool) {
    self.name = name
    self.protectsInstances = protectsInstances
    self.drainsInstances = drainsInstances
  }

  /// Why nothing is detached behind ECS's back, which counts on the group's instances; nil where ECS manages neither.
  var managed: String? {
    let what = [protectsInstances ? "managed termination protection" : nil, drainsInstances ? "managed draining" : nil].compactMap(\.self)
    return what.isEmpty ? nil : what.joined(separator: " and ")
  }
}
