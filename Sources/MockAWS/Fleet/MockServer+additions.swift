extension MockServer {
  /// Makes a cluster, or adds to it, as the fleet's description does at the start. The account is made if it is not there.
  public func addCluster(_ cluster: MockFleet.Cluster, account: String, region: String) {
    cloud.withLock { cloud in
      cloud.catchUp()
      let place = cloud.account(account).region(region)
      cloud.build(cluster, in: place, seed: place.random.next())
    }
  }

  /// Registers one more instance, with a machine of its own, in a cluster that exists.
  ///
  /// - Parameters:
  ///   - group: the Auto Scaling group it belongs to; it is made if it is not there. `nil`: none.
  ///   - age: how long ago it was launched and registered, in seconds.
  @discardableResult
  public func addInstance(
    account: String, region: String, cluster: String, group: String? = nil, connected: Bool = true, age: Double = 86_400
  ) throws(MockNotFound) -> MockInstance {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      let (region, cluster) = try cloud.cluster(account: account, region: region, name: cluster)
      let members = group.map { name in region.groups[name] ?? cloud.addGroup(name, cluster: cluster.name, size: 0, in: region) }
      members?.desiredCapacity += 1
      let zone = region.zones.names[Int(region.random.next() % UInt64(region.zones.names.count))]
      let time = cloud.now - age
      let machine = cloud.addMachine(zone: zone, group: members, launched: time, in: region, &region.random)
      let added = cloud.addRegistration(of: machine, in: cluster, connected: connected, at: time, &region.random)
      return Place(region: region, cluster: cluster.name, registration: added, machine: machine).snapshot
    }
  }

  /// Registers a machine that is registered already once more, in the same or in another cluster of its Region.
  @discardableResult
  public func addDuplicate(of ec2InstanceID: String, cluster: String, connected: Bool, age: Double = 0) throws(MockNotFound) -> MockInstance
  {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      let place = try cloud.place(ec2InstanceID)
      guard let machine = place.machine, let cluster = place.region.clusters[cluster] else {
        throw MockNotFound("no machine \(ec2InstanceID), or no cluster \(cluster) beside it")
      }
      let region = place.region
      let added = cloud.addRegistration(of: machine, in: cluster, connected: connected, at: cloud.now - age, &region.random)
      cloud.changed.insert(ec2InstanceID)
      return Place(region: region, cluster: cluster.name, registration: added, machine: machine).snapshot
    }
  }

  /// Takes a container instance out of its cluster, as a person does; its machine runs on.
  public func removeRegistration(_ id: String) throws(MockNotFound) {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      let place = try cloud.place(id)
      guard let registration = place.registration, let cluster = place.region.clusters[place.cluster] else {
        throw MockNotFound("no registration \(id)")
      }
      cloud.dismiss(registration, from: cluster, at: cloud.now)
    }
  }

  /// Registers an external instance (ECS Anywhere): `mi-…`, of which EC2 knows nothing.
  @discardableResult
  public func addExternal(account: String, region: String, cluster: String, connected: Bool, age: Double = 86_400) throws(MockNotFound)
    -> MockInstance
  {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      let (region, cluster) = try cloud.cluster(account: account, region: region, name: cluster)
      let added = cloud.addRegistration(
        of: "mi-0" + region.random.hex(16), shape: region.shape(zone: region.zones.names[0], type: "external"), in: cluster,
        connected: connected, at: cloud.now - age, &region.random)
      return Place(region: region, cluster: cluster.name, registration: added, machine: nil).snapshot
    }
  }

  /// An Auto Scaling group. Throws `MockNotFound`.
  public func group(account: String, region: String, name: String) throws(MockNotFound) -> MockGroup {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      return MockGroup(try cloud.group(account: account, region: region, name: name).0)
    }
  }

  /// Changes an Auto Scaling group; returns what it is then. Throws `MockNotFound`.
  @discardableResult
  public func editGroup(account: String, region: String, name: String, _ change: (inout MockGroup) -> Void) throws(MockNotFound)
    -> MockGroup
  {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      cloud.catchUp()
      let (group, region) = try cloud.group(account: account, region: region, name: name)
      var edited = MockGroup(group)
      change(&edited)
      cloud.apply(edited, to: group, in: region)
      return MockGroup(group)
    }
  }

  /// Sets what is told about a cluster. Throws `MockNotFound`.
  ///
  /// - Parameter status: `ACTIVE`, or `INACTIVE` for one that was deleted; `nil` leaves it.
  public func setCluster(
    account: String, region: String, name: String, status: String? = nil, tags: [String: String]? = nil
  ) throws(MockNotFound) {
    try cloud.withLock { (cloud) throws(MockNotFound) in
      let cluster = try cloud.cluster(account: account, region: region, name: name).1
      cluster.status = status ?? cluster.status
      cluster.tags = tags ?? cluster.tags
    }
  }

  /// Whether every AssumeRole into `account` is refused from now on.
  public func setRefusesRoles(_ refuses: Bool, account: String) {
    cloud.withLock { $0.account(account).refusesRoles = refuses }
  }
}
