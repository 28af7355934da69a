extension Cloud {
  /// Takes over what `edited` changes of `place`.
  func apply(_ edited: MockInstance, to place: Place) {
    let before = place.snapshot
    guard edited != before else { return }
    changed.insert(edited.ec2InstanceID)
    if let registration = place.registration { apply(edited, before, to: registration) }
    if let machine = place.machine { apply(edited, before, to: machine, in: place.region) }
  }

  private func apply(_ edited: MockInstance, _ before: MockInstance, to registration: ContainerInstance) {
    let stops = edited.ec2State != before.ec2State && ["stopping", "stopped"].contains(edited.ec2State)
    registration.agentConnected = edited.agentConnected && !stops
    registration.version = edited.version
    if registration.agentConnected != before.agentConnected, edited.version == before.version { registration.version += 1 }
    registration.agentVersion = edited.agentVersion
    registration.status = edited.status
    registration.agentUpdateStatus = edited.agentUpdateStatus
    registration.registeredAt = edited.registeredAt
    registration.runningTasks = edited.runningTasks
    registration.capacityProvider = edited.capacityProvider
    registration.tags = edited.registrationTags
  }

  private func apply(_ edited: MockInstance, _ before: MockInstance, to machine: EC2Instance, in region: Region) {
    machine.tags = edited.tags
    machine.terminationProtected = edited.terminationProtected
    machine.statusChecksFailed = edited.statusChecksFailed
    machine.operatedBy = edited.operatedBy
    if let group = machine.group.flatMap({ region.groups[$0] }) {
      group.update(machine.id) { member in
        member.lifecycleState = edited.lifecycleState ?? member.lifecycleState
        member.healthStatus = edited.healthStatus ?? member.healthStatus
        member.isProtectedFromScaleIn = edited.protectedFromScaleIn ?? member.isProtectedFromScaleIn
      }
    }
    guard edited.ec2State != before.ec2State, let state = edited.ec2State.flatMap(EC2Instance.State.init(name:)) else { return }
    switch state {
    case .shuttingDown: terminate(machine, in: region, at: now)
    case .terminated: terminated(machine, in: region, at: now)
    case .pending, .running, .stopping, .stopped: machine.state = state
    }
  }

  /// The group `name`.
  func group(account: String, region: String, name: String) throws(MockNotFound) -> (Group, Region) {
    guard let place = accounts[account]?.regions[region], let group = place.groups[name] else {
      throw MockNotFound("no Auto Scaling group \(name) in \(account) \(region)")
    }
    return (group, place)
  }

  /// Takes over an edited group; a group that may launch again does so.
  func apply(_ edited: MockGroup, to group: Group, in region: Region) {
    group.minSize = edited.minSize
    group.maxSize = edited.maxSize
    group.desiredCapacity = edited.desiredCapacity
    group.suspendedProcesses = edited.suspendedProcesses
    group.status = edited.status
    group.tags = edited.tags
    group.launchTemplateVersion = edited.launchTemplateVersion
    group.newInstancesProtected = edited.newInstancesProtected
    group.capacityProvider = edited.capacityProvider
    group.managedTerminationProtection = edited.managedTerminationProtection
    group.managedDraining = edited.managedDraining
    group.instanceRefresh = edited.instanceRefresh
    group.impairedZoneBehavior = edited.impairedZoneBehavior
    group.shiftedFrom = edited.shiftedFrom
    group.hasTerminatingHook = edited.hasTerminatingHook
    group.replacements = edited.replacements
    balance(group, in: region, at: now)
  }
}
