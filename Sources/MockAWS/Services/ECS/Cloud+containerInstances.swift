import NIOCore

extension Cloud {
  func listContainerInstances(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let cluster = try cluster(call)
    call.resources = [cluster.name]
    let limit = shortened(try pageSize(call))
    var filter: InstanceFilter?
    if let text = call.json["filter"]?.string, !text.isEmpty {
      guard !options.refusesFilters, let parsed = InstanceFilter(text) else {
        throw .invalidParameter("Invalid filter expression: '\(text)'.")
      }
      filter = options.ignoresFilters ? nil : parsed
    }
    let status = call.json["status"]?.string
    let statuses: Set = ["ACTIVE", "DRAINING", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED"]
    if let status, !statuses.contains(status) { throw .invalidParameter("Invalid status: \(status).") }
    var index = 0
    if let token = call.json["nextToken"]?.string {
      guard let sequence = Int(try Self.opened(token)) else { throw .invalidParameter("Invalid token.") }
      index = cluster.index(after: sequence)
    }
    var arns = ByteBufferAllocator().buffer(capacity: 128 * min(limit, cluster.instances.count) + 64)
    arns.writeStaticString("{\"containerInstanceArns\":[")
    var taken = 0
    var last = 0
    while index < cluster.instances.count {
      let instance = cluster.instances[index]
      if status == nil || status == instance.status, filter?.matches(instance, now: call.now) ?? true {
        if taken == limit {
          arns.writeString("],\"nextToken\":\"\(Self.token(String(last)))\"}")
          return arns
        }
        arns.writeStaticString(taken == 0 ? "\"" : ",\"")
        arns.writeString(instance.arn)
        arns.writeStaticString("\"")
        taken += 1
        last = instance.sequence
      }
      index += 1
    }
    arns.writeStaticString("]}")
    return arns
  }

  func describeContainerInstances(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let cluster = try cluster(call)
    let names = call.json["containerInstances"]?.strings ?? []
    call.resources = [cluster.name, "\(names.count) instances"]
    guard !names.isEmpty else { throw .invalidParameter("Container instances cannot be empty.") }
    guard names.count <= 100 else { throw .invalidParameter("Container instances cannot have more than 100 items.") }
    let wantsTags = call.json["include"]?.strings?.contains("TAGS") ?? false
    var body = ByteBufferAllocator().buffer(capacity: 4096 * names.count)
    var missing: [String] = []
    var taken = 0
    body.writeStaticString("{\"containerInstances\":[")
    for name in names {
      guard let instance = find(name, in: cluster) ?? cluster.dismissed(name, at: call.now) else {
        missing.append(name)
        continue
      }
      if taken > 0 { body.writeStaticString(",") }
      instance.write(to: &body, tags: wantsTags)
      taken += 1
    }
    body.writeStaticString("],\"failures\":[")
    let failures = missing.map { name in
      "{\"arn\":\(JSONText.quoted(name.hasPrefix("arn:") ? name : cluster.arn(ofInstance: name))),\"reason\":\"MISSING\"}"
    }
    body.writeString(failures.joined(separator: ","))
    body.writeStaticString("]}")
    return body
  }

  func deregisterContainerInstance(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let cluster = try cluster(call)
    let name = call.json["containerInstance"]?.string ?? ""
    call.resources = [cluster.name, Self.lastPart(name)]
    guard !name.isEmpty else { throw .invalidParameter("Container instance cannot be blank.") }
    guard let instance = find(name, in: cluster) else {
      throw .invalidParameter("Referenced container instance \(Self.lastPart(name)) not found.")
    }
    call.resources.append(instance.ec2InstanceID)
    guard call.json["force"]?.bool == true || instance.runningTasks == 0 else {
      throw .invalidParameter("Found running tasks on the instance.")
    }
    dismiss(instance, from: cluster, at: call.now)
    changed.insert(instance.ec2InstanceID)
    // What waited for that in a terminating hook goes on.
    if let machine = call.region.instances[instance.ec2InstanceID], let group = machine.group.flatMap({ call.region.groups[$0] }),
      group.member(machine.id)?.lifecycleState == "Terminating:Wait"
    {
      terminate(machine, in: call.region, at: call.now)
    }
    var body = ByteBuffer(string: "{\"containerInstance\":")
    instance.write(to: &body, tags: false)
    body.writeStaticString("}")
    return body
  }

  /// By id or ARN; an ARN must be of this cluster.
  func find(_ name: String, in cluster: Cluster) -> ContainerInstance? {
    guard let instance = cluster[Self.lastPart(name)], !name.hasPrefix("arn:") || name == instance.arn else { return nil }
    return instance
  }
}
