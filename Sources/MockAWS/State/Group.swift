/// An Auto Scaling group.
final class Group {
  struct Member {
    let id: String
    let zone: String
    let zoneID: String
    var lifecycleState: String
    var healthStatus = "Healthy"
    var isProtectedFromScaleIn = false
  }

  let name: String
  let arn: String
  /// The cluster in which its instances register.
  let cluster: String
  var minSize: Int
  var maxSize: Int
  var desiredCapacity: Int
  var members: [Member] = []
  var suspendedProcesses: [String] = []
  /// `Delete in progress`; else `nil`.
  var status: String?
  var tags: [String: String]
  var launchTemplateVersion = 1
  var newInstancesProtected = false
  var replacements = MockReplacement.healthy
  var capacityProvider: String?
  var managedTerminationProtection = false
  var managedDraining = false
  /// The status of its last instance refresh; `nil` where there was none.
  var instanceRefresh: String?
  /// `ReplaceUnhealthy` or `IgnoreUnhealthy` where the group takes part in zonal shifts, else `nil`.
  var impairedZoneBehavior: String?
  /// The IDs of the Zones that it is moved away from; of no effect where it takes no part.
  var shiftedFrom: Set<String> = []
  /// Whether a lifecycle hook for terminating waits as long as the instance is registered, as functions that drain do.
  var hasTerminatingHook = false

  init(name: String, arn: String, cluster: String, minSize: Int, maxSize: Int, desiredCapacity: Int, tags: [String: String]) {
    self.name = name
    self.arn = arn
    self.cluster = cluster
    self.minSize = minSize
    self.maxSize = maxSize
    self.desiredCapacity = desiredCapacity
    self.tags = tags
  }

  func member(_ id: String) -> Member? {
    members.first { $0.id == id }
  }

  func update(_ id: String, _ change: (inout Member) -> Void) {
    guard let index = members.firstIndex(where: { $0.id == id }) else { return }
    change(&members[index])
  }
}
