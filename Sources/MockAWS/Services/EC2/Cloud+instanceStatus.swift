import NIOCore

extension Cloud {
  /// The status checks of running machines; with `IncludeAllInstances` of all.
  func describeInstanceStatus(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let ids = call.form.items("InstanceId") ?? []
    call.resources = ids.count <= 3 ? ids : ["\(ids.count) instances"]
    guard ids.count <= 100 else {
      throw Refusal("InvalidParameterValue", "The maximum number of instance ids that may be specified is 100.")
    }
    guard ids.isEmpty || call.form["MaxResults"] == nil else {
      throw Refusal("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
    }
    let region = call.region
    let all = call.form["IncludeAllInstances"] == "true"
    let named = try ids.map { id throws(Refusal) in try machine(id, in: region) }
    var machines = (ids.isEmpty ? Array(region.instances.values) : named).filter { all || $0.state == .running }.sorted { $0.id < $1.id }
    if let token = call.form["NextToken"] {
      guard let last = Self.openedToken(token) else { throw Refusal("InvalidNextToken", "Invalid NextToken") }
      machines.removeAll { $0.id <= last }
    }
    let page = machines.prefix(min(call.form["MaxResults"].flatMap(Int.init) ?? Int.max, 1000))
    let next = page.count < machines.count ? page.last.map { Self.token($0.id) } : nil
    return call.ec2 { xml in
      xml.element("instanceStatusSet") { list in
        for machine in page {
          list.element("item") { item in
            item.element("instanceId", machine.id)
            item.element("availabilityZone", machine.zone)
            machine.write(machine.state, as: "instanceState", to: &item)
            let status = machine.state != .running ? "not-applicable" : machine.statusChecksFailed ? "impaired" : "ok"
            for name in ["systemStatus", "instanceStatus"] { item.element(name) { $0.element("status", status) } }
          }
        }
      }
      xml.element("nextToken", next)
    }
  }
}
