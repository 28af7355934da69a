import NIOCore

extension Cloud {
  func detachInstances(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let name = call.form["AutoScalingGroupName"] ?? ""
    let ids = call.form.members("InstanceIds") ?? []
    call.resources = [name] + ids
    guard let decrement = call.form["ShouldDecrementDesiredCapacity"] else {
      throw .validation("Value null at 'shouldDecrementDesiredCapacity' failed to satisfy constraint: Member must not be null")
    }
    guard !ids.isEmpty else { throw .validation("You must specify at least one instance to detach.") }
    guard ids.count <= 20 else { throw .validation("The number of instances that may be detached at once is limited to 20") }
    guard let group = call.region.groups[name] else {
      throw .validation("AutoScalingGroup name not found - AutoScalingGroup '\(name)' not found")
    }
    for id in ids {
      guard let member = group.member(id), member.lifecycleState != "Detaching" else {
        throw .validation("The instance \(id) is not part of Auto Scaling group \(name).")
      }
      guard ["InService", "Standby"].contains(member.lifecycleState) else {
        throw .validation("The instance \(id) is not in InService or Standby.")
      }
    }
    let standby = ids.count { group.member($0)?.lifecycleState == "Standby" }
    if decrement == "true" {
      let left = group.desiredCapacity - (ids.count - standby)
      guard left >= group.minSize else {
        throw .validation("Reducing desired capacity to \(left) would be below the group's minimum size \(group.minSize)")
      }
      group.desiredCapacity = left
    }
    for id in ids {
      changed.insert(id)
      group.update(id) { $0.lifecycleState = "Detaching" }
      events.add(at: call.now + options.timing.detach, .detached(group, instance: id, call.region))
    }
    let activities = ids.map { (uuid(), $0) }
    let now = call.now
    return call.query { result in
      result.element("Activities") { list in
        for (activity, id) in activities {
          list.element("member") { xml in
            xml.element("ActivityId", activity)
            xml.element("AutoScalingGroupName", name)
            xml.element("Description", "Detaching EC2 instance: \(id)")
            xml.element("Cause", "At \(Timestamps.iso8601WholeSeconds(now)) instance \(id) was detached in response to a user request.")
            xml.element("StartTime", Timestamps.iso8601(now))
            xml.element("StatusCode", "InProgress")
            xml.element("Progress", 50)
            xml.element("Details", "{}")
          }
        }
      }
    }
  }
}
