extension Cloud {
  /// Lets everything happen that is due by now.
  func catchUp() {
    let now = now
    while let (time, change) = events.next(before: now) { happen(change, at: time) }
  }

  private func happen(_ change: EventQueue.Change, at time: Double) {
    switch change {
    case .detached(let group, let id, let region):
      group.members.removeAll { $0.id == id }
      if let machine = region.instances[id] {
        machine.group = nil
        machine.tags["aws:autoscaling:groupName"] = nil
      }
      balance(group, in: region, at: time)
    case .unhealthy(let group, let machine, let region):
      guard let member = group.member(machine.id), member.healthStatus == "Unhealthy", member.lifecycleState == "InService" else { return }
      // Who ignores the unhealthy in a Zone that is shifted away from does so until the shift is over.
      guard group.impairedZoneBehavior != "IgnoreUnhealthy" || !group.shiftedFrom.contains(member.zoneID) else { return }
      end(machine, of: group, in: region, at: time)
    case .hookOver(let group, let machine, let region):
      guard group.member(machine.id)?.lifecycleState == "Terminating:Wait" else { return }
      terminate(machine, in: region, at: time)
    case .running(let group, let machine, let region):
      guard machine.state == .pending else { return }
      machine.state = .running
      group.update(machine.id) { $0.lifecycleState = "InService" }
      if group.replacements != .neverRegisters {
        events.add(at: time + options.timing.register, .register(machine, group, region))
      }
    case .register(let machine, let group, let region):
      guard machine.state == .running, let cluster = region.clusters[group.cluster] else { return }
      let connected = group.replacements != .disconnected
      let instance = addRegistration(of: machine, in: cluster, connected: connected, at: time, &region.random)
      instance.capacityProvider = group.capacityProvider
    case .terminated(let machine, let region):
      terminated(machine, in: region, at: time)
    case .forgotten(let machine, let region):
      region.instances[machine.id] = nil
    }
  }

  /// Deregisters; ECS describes it as INACTIVE for an hour (ECS developer guide, container instance lifecycle).
  func dismiss(_ instance: ContainerInstance, from cluster: Cluster, at time: Double) {
    instance.agentConnected = false
    instance.status = "INACTIVE"
    instance.version += 1
    cluster.dismiss(instance, until: time + 3600)
  }

  /// Starts what a group lacks. Launches under way are members already (`Pending`).
  func balance(_ group: Group, in region: Region, at time: Double) {
    let leaving = ["Detaching", "Terminating", "Terminated", "Terminating:Wait", "EnteringStandby", "Standby"]
    let present = group.members.count { !leaving.contains($0.lifecycleState) }
    for _ in 0..<max(0, group.desiredCapacity - present) { launch(group, in: region, at: time) }
  }

  private func launch(_ group: Group, in region: Region, at time: Double) {
    guard group.replacements != .failsToLaunch, !group.suspendedProcesses.contains("Launch"), group.status == nil else { return }
    let counts = Dictionary(group.members.map { ($0.zone, 1) }, uniquingKeysWith: +)
    let zone = region.zones.names.min { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) } ?? region.name + "a"
    let machine = addMachine(zone: zone, group: group, launched: time, in: region, &region.random, state: .pending)
    changed.insert(machine.id)
    events.add(at: time + options.timing.launch, .running(group, machine, region))
  }

  /// Completes a termination: what was connected is no longer registered, and the group makes up for it.
  func terminated(_ machine: EC2Instance, in region: Region, at time: Double) {
    guard machine.state != .terminated else { return }
    machine.state = .terminated
    machine.endedAt = machine.endedAt ?? time
    changed.insert(machine.id)
    for (cluster, instance) in region.registrations(ofEC2: machine.id) where instance.agentConnected {
      dismiss(instance, from: cluster, at: time)
    }
    if let name = machine.group, let group = region.groups[name] {
      group.members.removeAll { $0.id == machine.id }
      balance(group, in: region, at: time)
    }
    events.add(at: time + options.timing.shown, .forgotten(machine, region))
  }

  /// Begins the termination of a machine.
  func terminate(_ machine: EC2Instance, in region: Region, at time: Double) {
    guard machine.state != .shuttingDown, machine.state != .terminated else { return }
    machine.state = .shuttingDown
    machine.endedAt = time
    changed.insert(machine.id)
    if let name = machine.group { region.groups[name]?.update(machine.id) { $0.lifecycleState = "Terminating" } }
    events.add(at: time + options.timing.shutDown, .terminated(machine, region))
  }
}
