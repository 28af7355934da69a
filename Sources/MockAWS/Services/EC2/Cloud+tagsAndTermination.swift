import NIOCore

extension Cloud {
  func createTags(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let ids = call.form.items("ResourceId") ?? []
    let tags = Self.tags(of: call)
    call.resources = ids + tags.map { "\($0.key)=\($0.value)" }
    guard !ids.isEmpty else { throw Refusal("MissingParameter", "The request must contain the parameter resourceIdSet") }
    guard !tags.isEmpty else { throw Refusal("MissingParameter", "The request must contain the parameter tagSet") }
    let region = call.region
    let machines = try ids.map { id throws(Refusal) in try machine(id, in: region) }
    for (key, value) in tags {
      guard !key.lowercased().hasPrefix("aws:") else {
        throw Refusal(
          "InvalidParameterValue",
          "Value ( \(key) ) for parameter key is invalid. Tag keys starting with 'aws:' are reserved for internal use")
      }
      guard (1...127).contains(key.utf16.count) else {
        throw Refusal("InvalidParameterValue", "Tag key exceeds the maximum length of 127 characters")
      }
      guard value.utf16.count <= 255 else {
        throw Refusal("InvalidParameterValue", "Tag value exceeds the maximum length of 255 characters")
      }
    }
    for machine in machines {
      var after = machine.tags
      for (key, value) in tags { after[key] = value }
      guard after.keys.count(where: { !$0.hasPrefix("aws:") }) <= 50 else {
        throw Refusal("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.")
      }
    }
    if call.form["DryRun"] == "true" { throw .dryRun }
    for machine in machines {
      for (key, value) in tags { machine.tags[key] = value }
      changed.insert(machine.id)
    }
    return call.ec2 { $0.element("return", true) }
  }

  private static func tags(of call: Call) -> [(key: String, value: String)] {
    (0..<call.form.count("Tag", having: "Key")).map { index in
      (key: call.form["Tag.\(index + 1).Key"] ?? "", value: call.form["Tag.\(index + 1).Value"] ?? "")
    }
  }

  /// A tag that is given with a value is removed only if it has that value; one that is not there is no error.
  func deleteTags(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let ids = call.form.items("ResourceId") ?? []
    call.resources = ids + Self.tags(of: call).map { "\($0.key)=\($0.value)" }
    guard !ids.isEmpty else { throw Refusal("MissingParameter", "The request must contain the parameter resourceIdSet") }
    let region = call.region
    let machines = try ids.map { id throws(Refusal) in try machine(id, in: region) }
    if call.form["DryRun"] == "true" { throw .dryRun }
    for machine in machines {
      for index in 1...max(1, call.form.count("Tag", having: "Key")) {
        guard let key = call.form["Tag.\(index).Key"], let value = machine.tags[key] else { continue }
        if call.form["Tag.\(index).Value"] ?? value == value { machine.tags[key] = nil }
      }
      changed.insert(machine.id)
    }
    return call.ec2 { $0.element("return", true) }
  }

  func terminateInstances(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let ids = call.form.items("InstanceId") ?? []
    call.resources = ids
    guard !ids.isEmpty else { throw Refusal("MissingParameter", "The request must contain the parameter InstanceId") }
    let region = call.region
    let machines = try ids.map { id throws(Refusal) in try machine(id, in: region) }
    if call.form["DryRun"] == "true" { throw .dryRun }
    // AWS goes Zone by Zone: where one is protected, none of its Zone is terminated, but all others are, and still the call fails.
    let guarded = machines.filter { $0.terminationProtected && $0.state != .terminated }
    let guardedZones = Set(guarded.map(\.zone))
    var before: [(EC2Instance, EC2Instance.State)] = []
    for machine in machines where !guardedZones.contains(machine.zone) {
      before.append((machine, machine.state))
      terminate(machine, in: region, at: call.now)
    }
    if let first = guarded.first {
      throw Refusal(
        "OperationNotPermitted",
        "The instance '\(first.id)' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.")
    }
    return call.ec2 { xml in
      xml.element("instancesSet") { list in
        for (machine, previous) in before {
          list.element("item") { item in
            item.element("instanceId", machine.id)
            machine.write(machine.state, as: "currentState", to: &item)
            machine.write(previous, as: "previousState", to: &item)
          }
        }
      }
    }
  }
}

extension Refusal {
  fileprivate static let dryRun = Refusal("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", status: 412)
}
