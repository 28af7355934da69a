import NIOCore

extension Cloud {
  func terminateInstanceInGroup(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let (machine, group) = try member(&call)
    guard call.form["ShouldDecrementDesiredCapacity"] == "false" else {
      throw .validation("this mock ends instances only where they are replaced")
    }
    guard let state = group.member(machine.id)?.lifecycleState, !state.hasPrefix("Terminating"), !state.hasPrefix("Warmed") else {
      throw Refusal("ScalingActivityInProgress", "Activity is in progress and is not cancellable.")
    }
    end(machine, of: group, in: call.region, at: call.now)
    let (activity, now) = (uuid(), call.now)
    return call.query { result in
      result.element("Activity") { xml in
        xml.element("ActivityId", activity)
        xml.element("AutoScalingGroupName", group.name)
        xml.element("Description", "Terminating EC2 instance: \(machine.id)")
        xml.element("Cause", "At \(Timestamps.iso8601WholeSeconds(now)) instance \(machine.id) was taken out of service by a user request.")
        xml.element("StartTime", Timestamps.iso8601(now))
        xml.element("StatusCode", "InProgress")
        xml.element("Progress", 0)
        xml.element("Details", "{}")
      }
    }
  }

  func setInstanceHealth(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let (machine, group) = try member(&call)
    guard let health = call.form["HealthStatus"], ["Healthy", "Unhealthy"].contains(health) else {
      throw .validation("1 validation error detected: Value at 'healthStatus' failed to satisfy constraint")
    }
    changed.insert(machine.id)
    group.update(machine.id) { $0.healthStatus = health }
    if health == "Unhealthy", !group.suspendedProcesses.contains("ReplaceUnhealthy") {
      events.add(at: call.now + options.timing.unhealthy, .unhealthy(group, machine, call.region))
    }
    return call.query { _ in }
  }

  func describeLifecycleHooks(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let group = try namedGroup(&call)
    return call.query { result in
      result.element("LifecycleHooks") { list in
        Self.hook("greet", on: "autoscaling:EC2_INSTANCE_LAUNCHING", of: group, to: &list)
        if group.hasTerminatingHook { Self.hook("drain", on: "autoscaling:EC2_INSTANCE_TERMINATING", of: group, to: &list) }
      }
    }
  }

  /// Lets a group end one of its instances, and replace it: at once, or as soon as what drains it is done.
  func end(_ machine: EC2Instance, of group: Group, in region: Region, at time: Double) {
    changed.insert(machine.id)
    if (group.hasTerminatingHook || group.managedDraining) && !region.registrations(ofEC2: machine.id).isEmpty {
      group.update(machine.id) { $0.lifecycleState = "Terminating:Wait" }
      events.add(at: time + options.timing.hook, .hookOver(group, machine, region))
    } else {
      terminate(machine, in: region, at: time)
    }
    balance(group, in: region, at: time)
  }

  private func member(_ call: inout Call) throws(Refusal) -> (EC2Instance, Group) {
    let id = call.form["InstanceId"] ?? ""
    call.resources = [id]
    guard let machine = call.region.instances[id], let group = machine.group.flatMap({ call.region.groups[$0] }), group.member(id) != nil
    else {
      throw .validation("Instance Id not found - No managed instance found for instance ID: \(id)")
    }
    call.resources = [group.name, id]
    return (machine, group)
  }

  private static func hook(_ name: String, on transition: String, of group: Group, to list: inout XMLText) {
    list.element("member") { xml in
      xml.element("LifecycleHookName", name)
      xml.element("AutoScalingGroupName", group.name)
      xml.element("LifecycleTransition", transition)
      xml.element("HeartbeatTimeout", 3600)
      xml.element("GlobalTimeout", 172800)
      xml.element("DefaultResult", "ABANDON")
    }
  }
}
