/// One Region of one account.
final class Region {
  let name: String
  unowned let account: Account
  let zones: ZoneNames
  var clusters: [String: Cluster] = [:]
  var instances: [String: EC2Instance] = [:]
  var groups: [String: Group] = [:]
  private var shapes: [String: InstanceShape] = [:]
  /// Names what is launched after the start.
  var random: SeededRandom

  init(name: String, account: Account) {
    self.name = name
    self.account = account
    zones = ZoneNames(region: name, account: account.id, seed: account.seed)
    random = SeededRandom(seed: account.seed, account.id, name, "launches")
  }

  var partition: String {
    if name.hasPrefix("cn-") { return "aws-cn" }
    if name.hasPrefix("us-gov-") { return "aws-us-gov" }
    return "aws"
  }

  func shape(zone: String, type: String) -> InstanceShape {
    let key = "\(zone) \(type)"
    if let shape = shapes[key] { return shape }
    let shape = InstanceShape(zone: zone, type: type)
    shapes[key] = shape
    return shape
  }

  func registrations(ofEC2 id: String) -> [(Cluster, ContainerInstance)] {
    clusters.values.sorted { $0.name < $1.name }.flatMap { cluster in
      cluster.instances.filter { $0.ec2InstanceID == id }.map { (cluster, $0) }
    }
  }
}
