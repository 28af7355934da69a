import NIOCore

extension Cloud {
  func describeInstances(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let ids = call.form.items("InstanceId") ?? []
    call.resources = ids.count <= 3 ? ids : ["\(ids.count) instances"]
    var limit = Int.max
    if let text = call.form["MaxResults"] {
      guard ids.isEmpty else {
        throw Refusal("InvalidParameterCombination", "The parameter instancesSet cannot be used with the parameter maxResults")
      }
      guard let size = Int(text), size >= 5 else {
        throw Refusal("InvalidParameterValue", "Value ( \(text) ) for parameter maxResults is invalid. Expecting a value greater than 5.")
      }
      limit = shortened(min(size, 1000))
    }
    var filters: [EC2Filter] = []
    for number in 1..<(call.form.count("Filter", having: "Name") + 1) {
      let values = call.form.items("Filter.\(number).Value") ?? []
      guard values.count <= 200 else {
        throw Refusal("FilterLimitExceeded", "The maximum number of filter values specified on a single call is 200.")
      }
      filters.append(try EC2Filter(name: call.form["Filter.\(number).Name"] ?? "", values: values))
    }
    var matches = try instances(ids, filters, in: call.region).filter { machine in filters.allSatisfy { $0.matches(machine) } }
    if let token = call.form["NextToken"] {
      guard let last = Self.openedToken(token) else { throw Refusal("InvalidNextToken", "Invalid NextToken") }
      matches.removeAll { $0.id <= last }
    }
    matches.sort { $0.id < $1.id }
    let page = matches.prefix(limit)
    let next = page.count < matches.count ? page.last.map { Self.token($0.id) } : nil
    let account = call.account.id
    return call.ec2 { xml in
      xml.element("reservationSet") { list in
        for machine in page {
          list.element("item") { reservation in
            reservation.element("reservationId", "r-" + machine.id.dropFirst(2))
            reservation.element("ownerId", account)
            reservation.element("groupSet") { _ in }
            reservation.element("instancesSet") { $0.element("item") { machine.write(to: &$0) } }
          }
        }
      }
      xml.element("nextToken", next)
    }
  }

  /// What the ids, or else an `instance-id` filter, leave to look at. A bad id fails the whole call.
  private func instances(_ ids: [String], _ filters: [EC2Filter], in region: Region) throws(Refusal) -> [EC2Instance] {
    if !ids.isEmpty { return try Set(ids).sorted().map { id throws(Refusal) in try machine(id, in: region) } }
    if let named = filters.first(where: { $0.name == "instance-id" }), !named.values.contains(where: { $0.contains { "*?".contains($0) } })
    {
      return Set(named.values).compactMap { region.instances[$0] }
    }
    return Array(region.instances.values)
  }

  /// The machine `id`, or EC2's two kinds of error.
  func machine(_ id: String, in region: Region) throws(Refusal) -> EC2Instance {
    guard id.hasPrefix("i-"), (8...17).contains(id.utf8.count - 2), id.dropFirst(2).allSatisfy(\.isHexDigit) else {
      throw Refusal("InvalidInstanceID.Malformed", "Invalid id: \"\(id)\"")
    }
    guard let machine = region.instances[id] else {
      throw Refusal("InvalidInstanceID.NotFound", "The instance ID '\(id)' does not exist")
    }
    return machine
  }

  func describeInstanceAttribute(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let id = call.form["InstanceId"] ?? ""
    call.resources = [id]
    let machine = try machine(id, in: call.region)
    guard call.form["Attribute"] == "disableApiTermination" else {
      throw Refusal("InvalidParameterValue", "Value (\(call.form["Attribute"] ?? "")) for parameter attribute is invalid in the mock.")
    }
    return call.ec2 { xml in
      xml.element("instanceId", id)
      xml.element("disableApiTermination") { $0.element("value", machine.terminationProtected) }
    }
  }
}

/// One `Filter.N` of EC2: any of the values, which may hold wildcards.
struct EC2Filter {
  let name: String
  let values: [String]

  init(name: String, values: [String]) throws(Refusal) {
    let known: Set = ["instance-id", "tag-key", "tag-value", "instance-state-name", "availability-zone", "instance-type"]
    guard known.contains(name) || name.hasPrefix("tag:") else {
      throw Refusal("InvalidParameterValue", "The filter '\(name)' is invalid")
    }
    self.name = name
    self.values = values
  }

  func matches(_ machine: EC2Instance) -> Bool {
    switch name {
    case "instance-id": matches(machine.id)
    case "instance-state-name": matches(machine.state.name)
    case "availability-zone": matches(machine.zone)
    case "instance-type": matches(machine.type)
    default: Cloud.tagsMatch(machine.tags, filter: name, values: values)
    }
  }

  private func matches(_ text: String) -> Bool {
    values.contains { Wildcard.matches($0, text) }
  }
}
