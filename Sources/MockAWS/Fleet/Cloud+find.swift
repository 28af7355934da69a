/// That something a test or the control endpoint named is not there.
public struct MockNotFound: Error, CustomStringConvertible {
  /// In words.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Where a registration, or a machine without one, is.
struct Place {
  let region: Region
  let cluster: String
  let registration: ContainerInstance?
  let machine: EC2Instance?

  var snapshot: MockInstance {
    MockInstance(registration, machine, cluster: cluster, in: region)
  }
}

extension Cloud {
  /// The cluster `name`.
  func cluster(account: String, region: String, name: String) throws(MockNotFound) -> (Region, Cluster) {
    guard let place = accounts[account]?.regions[region], let cluster = place.clusters[name] else {
      throw MockNotFound("no cluster \(name) in \(account) \(region)")
    }
    return (place, cluster)
  }

  /// Every registration of `cluster`, in order.
  func places(account: String, region: String, cluster: String) throws(MockNotFound) -> [Place] {
    let (place, cluster) = try self.cluster(account: account, region: region, name: cluster)
    return cluster.instances.map {
      Place(region: place, cluster: cluster.name, registration: $0, machine: place.instances[$0.ec2InstanceID])
    }
  }

  /// By container instance id, its ARN, or EC2 id (then the first registration, or the machine alone).
  func place(_ id: String) throws(MockNotFound) -> Place {
    let id = Self.lastPart(id)
    for account in accounts.values.sorted(by: { $0.id < $1.id }) {
      for region in account.regions.values.sorted(by: { $0.name < $1.name }) {
        if let machine = region.instances[id] {
          let registration = region.registrations(ofEC2: id).first
          let cluster = registration?.0.name ?? machine.group.flatMap { region.groups[$0]?.cluster } ?? ""
          return Place(region: region, cluster: cluster, registration: registration?.1, machine: machine)
        }
        for cluster in region.clusters.values {
          let isMachine = id.hasPrefix("mi-") || id.hasPrefix("i-")
          if let found = cluster[id] ?? (isMachine ? cluster.instances.first { $0.ec2InstanceID == id } : nil) {
            return Place(region: region, cluster: cluster.name, registration: found, machine: region.instances[found.ec2InstanceID])
          }
        }
      }
    }
    throw MockNotFound("no instance \(id)")
  }

  /// Every instance that is not healthy, or that something was done to.
  func truth() -> [MockInstance] {
    var found: [MockInstance] = []
    for account in accounts.values.sorted(by: { $0.id < $1.id }) {
      for region in account.regions.values.sorted(by: { $0.name < $1.name }) {
        var registered: Set<String> = []
        for cluster in region.clusters.values.sorted(by: { $0.name < $1.name }) {
          for instance in cluster.instances {
            registered.insert(instance.ec2InstanceID)
            let machine = region.instances[instance.ec2InstanceID]
            let snapshot = MockInstance(instance, machine, cluster: cluster.name, in: region)
            if !snapshot.isHealthy || changed.contains(instance.ec2InstanceID) { found.append(snapshot) }
          }
        }
        for machine in region.instances.values.sorted(by: { $0.id < $1.id }) where !registered.contains(machine.id) {
          found.append(MockInstance(nil, machine, cluster: machine.group.flatMap { region.groups[$0]?.cluster } ?? "", in: region))
        }
      }
    }
    return found
  }
}
