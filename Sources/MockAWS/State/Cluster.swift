/// A cluster and its registrations, in the order in which they came.
final class Cluster {
  let name: String
  let arn: String
  let region: Region
  var status = "ACTIVE"
  var tags: [String: String] = [:]
  private(set) var instances: [ContainerInstance] = []
  private var byID: [String: ContainerInstance] = [:]
  private var nextSequence = 1
  /// Deregistered, and describable still until this time.
  private var dismissed: [String: (instance: ContainerInstance, until: Double)] = [:]

  init(name: String, region: Region) {
    self.name = name
    self.region = region
    arn = "arn:\(region.partition):ecs:\(region.name):\(region.account.id):cluster/\(name)"
  }

  subscript(id: String) -> ContainerInstance? {
    byID[id]
  }

  func takeSequence() -> Int {
    defer { nextSequence += 1 }
    return nextSequence
  }

  func add(_ instance: ContainerInstance) {
    instances.append(instance)
    byID[instance.id] = instance
  }

  func remove(_ instance: ContainerInstance) {
    byID[instance.id] = nil
    instances.removeAll { $0 === instance }
  }

  /// Takes it out of the cluster; until then it is described as INACTIVE.
  func dismiss(_ instance: ContainerInstance, until: Double) {
    remove(instance)
    dismissed[instance.id] = (instance, until)
  }

  /// One that was deregistered a while ago, by id or ARN.
  func dismissed(_ name: String, at now: Double) -> ContainerInstance? {
    let id = name.split(separator: "/").last.map(String.init) ?? name
    guard let (instance, until) = dismissed[id], now < until, !name.hasPrefix("arn:") || name == instance.arn else { return nil }
    return instance
  }

  func arn(ofInstance id: String) -> String {
    "arn:\(region.partition):ecs:\(region.name):\(region.account.id):container-instance/\(name)/\(id)"
  }

  /// Where in `instances` the first one after `sequence` is.
  func index(after sequence: Int) -> Int {
    var low = 0
    var high = instances.count
    while low < high {
      let middle = (low + high) / 2
      if instances[middle].sequence <= sequence { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
