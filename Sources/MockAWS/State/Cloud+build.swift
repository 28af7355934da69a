extension Cloud {
  /// Fills the accounts as `fleet` describes them; registered 30 days ago.
  func build(_ fleet: MockFleet) {
    for plan in fleet.accounts {
      let account = Account(id: plan.id, externalID: plan.externalID, refusesRoles: plan.refusesRoles, seed: fleet.seed)
      accounts[plan.id] = account
      account.optedIn = Set(plan.optedIn + plan.regions.map(\.name))
      for place in plan.regions {
        let region = account.region(place.name)
        topics.insert("arn:\(region.partition):sns:\(place.name):\(callerAccount):ecs-agents")
        for cluster in place.clusters { build(cluster, in: region, seed: fleet.seed) }
      }
    }
    if accounts[callerAccount] == nil { accounts[callerAccount] = Account(id: callerAccount, seed: fleet.seed) }
  }

  func build(_ plan: MockFleet.Cluster, in region: Region, seed: UInt64) {
    var random = SeededRandom(seed: seed, region.account.id, region.name, plan.name)
    let cluster = region.clusters[plan.name] ?? Cluster(name: plan.name, region: region)
    region.clusters[plan.name] = cluster
    let groups = (0..<plan.groups).map { index in
      let size = plan.instances / plan.groups + (index < plan.instances % plan.groups ? 1 : 0)
      return addGroup(plan.groups == 1 ? "ecs-\(plan.name)" : "ecs-\(plan.name)-\(index + 1)", cluster: plan.name, size: size, in: region)
    }
    let lost = Set((0..<plan.instances).shuffled(using: &random).prefix(plan.disconnected.of(plan.instances, &random)))
    let registeredAt = (now - 30 * 86_400).rounded(.down)
    for index in 0..<plan.instances {
      let group = groups.isEmpty ? nil : groups[index % groups.count]
      let zone = region.zones.names[index % region.zones.names.count]
      let machine = addMachine(zone: zone, group: group, launched: registeredAt - 90, in: region, &random)
      addRegistration(of: machine, in: cluster, connected: !lost.contains(index), at: registeredAt + Double(index % 60), &random)
    }
  }

  @discardableResult
  func addGroup(_ name: String, cluster: String, size: Int, in region: Region) -> Group {
    var random = SeededRandom(seed: region.account.seed, region.account.id, region.name, "group", name)
    let id = random.hex(32)
    let group = Group(
      name: name,
      arn: "arn:\(region.partition):autoscaling:\(region.name):\(region.account.id):autoScalingGroup:\(id):autoScalingGroupName/\(name)",
      cluster: cluster, minSize: 0, maxSize: max(10, size * 2), desiredCapacity: size, tags: ["Name": "ecs-\(cluster)"])
    region.groups[name] = group
    return group
  }

  /// A running machine; a member of `group` where there is one.
  func addMachine(
    zone: String, group: Group?, launched: Double, in region: Region, _ random: inout SeededRandom, state: EC2Instance.State = .running
  ) -> EC2Instance {
    let host = random.next()
    let machine = EC2Instance(
      id: "i-0" + random.hex(16), zone: zone, zoneID: region.zones.id(zone), type: "m6i.large",
      privateIP: "10.\(host & 127).\(host >> 8 & 255).\(host >> 16 & 255)", launchTime: launched, state: state, tags: [:])
    region.instances[machine.id] = machine
    if let group {
      machine.group = group.name
      machine.tags = ["aws:autoscaling:groupName": group.name, "Name": "ecs-\(group.cluster)"]
      group.members.append(
        Group.Member(
          id: machine.id, zone: zone, zoneID: machine.zoneID, lifecycleState: state == .running ? "InService" : "Pending",
          isProtectedFromScaleIn: group.newInstancesProtected))
    }
    return machine
  }

  @discardableResult
  func addRegistration(
    of machine: EC2Instance, in cluster: Cluster, connected: Bool, at time: Double, _ random: inout SeededRandom
  ) -> ContainerInstance {
    addRegistration(
      of: machine.id, shape: cluster.region.shape(zone: machine.zone, type: machine.type), in: cluster, connected: connected, at: time,
      &random)
  }

  @discardableResult
  func addRegistration(
    of machine: String, shape: InstanceShape, in cluster: Cluster, connected: Bool, at time: Double, _ random: inout SeededRandom
  ) -> ContainerInstance {
    let id = random.hex(32)
    let instance = ContainerInstance(
      arn: cluster.arn(ofInstance: id), id: id, ec2InstanceID: machine, sequence: cluster.takeSequence(), shape: shape,
      version: Int(random.next() % 5000) + 10, agentVersion: "1.89.2", connected: connected, registeredAt: time,
      runningTasks: Int(random.next() % 6) + 1)
    cluster.add(instance)
    return instance
  }
}
