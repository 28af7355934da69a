import NIOCore

extension Cloud {
  func describeInstanceRefreshes(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let group = try namedGroup(&call)
    return call.query { result in
      result.element("InstanceRefreshes") { list in
        if let status = group.instanceRefresh {
          list.element("member") { xml in
            xml.element("InstanceRefreshId", "08b91cf7-8fa6-48af-b6a6-d227f40f1b9b")
            xml.element("AutoScalingGroupName", group.name)
            xml.element("Status", status)
          }
        }
      }
    }
  }

  /// The group that a call is about.
  func namedGroup(_ call: inout Call) throws(Refusal) -> Group {
    let name = call.form["AutoScalingGroupName"] ?? ""
    call.resources = [name]
    guard let group = call.region.groups[name] else {
      throw .validation("AutoScalingGroup name not found - AutoScalingGroup '\(name)' not found")
    }
    return group
  }
}
