import NIOCore

extension Cloud {
  /// Whether this is for the mock itself, not for a service.
  func isControl(_ request: Request) -> Bool {
    request.uri.hasPrefix("/_mock/")
  }

  /// Answers `/_mock/…`: unsigned, for the command line process.
  func control(_ request: Request) -> Answer {
    catchUp()
    let parts = request.uri.dropFirst("/_mock/".count).split(separator: "?", maxSplits: 1)
    let body = request.body.withUnsafeReadableBytes { JSONParser.parse($0.bindMemory(to: UInt8.self)) } ?? .null
    do throws(MockNotFound) {
      switch (request.method, parts.first ?? "") {
      case ("GET", "truth"): return controlAnswer(Self.list(truth()) { $1.write($0) })
      case ("GET", "messages"): return controlAnswer(Self.list(messages) { $1.write($0) })
      case ("GET", "calls"):
        let calls = parts.count > 1 && parts[1].contains("mutations=1") ? log.mutations : log.calls
        return controlAnswer(Self.list(calls) { $1.raw($0.json.buffer) })
      case ("POST", "agent"): return controlAnswer(try setAgent(body))
      case ("POST", "faults"): return controlAnswer(try setFaults(body))
      default: throw MockNotFound("no \(request.method) \(request.uri)")
      }
    } catch {
      var json = JSONText()
      json.object { $0.member("error", error.description) }
      return controlAnswer(json, status: 404)
    }
  }

  private func controlAnswer(_ json: JSONText, status: Int = 200) -> Answer {
    Answer(status: status, contentType: "application/json", requestID: "control", body: json.buffer, now: now)
  }

  private static func list<Element>(_ elements: [Element], _ write: (Element, inout JSONText) -> Void) -> JSONText {
    var json = JSONText(capacity: 4096)
    json.array { list in
      for element in elements { write(element, &list) }
    }
    return json
  }

  private func setAgent(_ body: JSONValue) throws(MockNotFound) -> JSONText {
    guard let id = body["container_instance_id"]?.string ?? body["ec2_instance_id"]?.string else {
      throw MockNotFound("container_instance_id or ec2_instance_id is missing")
    }
    guard let connected = body["connected"]?.bool else { throw MockNotFound("connected is missing: true or false") }
    let place = try place(id)
    var edited = place.snapshot
    for (key, value) in [("account", edited.account), ("region", edited.region), ("cluster", edited.cluster)] {
      if let expected = body[key]?.string, expected != value { throw MockNotFound("\(id) is in \(key) \(value), not \(expected)") }
    }
    edited.agentConnected = connected
    apply(edited, to: place)
    var json = JSONText()
    json.write(place.snapshot)
    return json
  }

  /// `{"kinds": ["500", "throttle"], "rate": 0.05, "service": "ecs", "operation": …, "account": …, "region": …, "after": 0, "times": 1}`
  /// adds a fault; `{"clear": true}` ends all before that.
  private func setFaults(_ body: JSONValue) throws(MockNotFound) -> JSONText {
    if body["clear"]?.bool == true { faults.clear() }
    var kinds: [MockFault.Kind] = []
    for name in body["kinds"]?.strings ?? [] {
      guard let kind = MockFault.Kind(name) else { throw MockNotFound("no fault \(name)") }
      kinds.append(kind)
    }
    if !kinds.isEmpty {
      var fault = MockFault(
        service: body["service"]?.string, operation: body["operation"]?.string, account: body["account"]?.string,
        region: body["region"]?.string, rate: body["rate"]?.number ?? 1, after: body["after"]?.int ?? 0, times: body["times"]?.int)
      fault.kinds = kinds
      faults.add(fault)
    }
    var json = JSONText()
    json.object { $0.member("added", !kinds.isEmpty) }
    return json
  }
}

extension JSONText {
  fileprivate mutating func write(_ instance: MockInstance) {
    object { json in
      json.member("account", instance.account)
      json.member("region", instance.region)
      json.member("cluster", instance.cluster)
      json.member("container_instance_id", instance.containerInstanceID)
      json.member("ec2_instance_id", instance.ec2InstanceID)
      json.member("connected", instance.agentConnected)
      json.member("version", instance.version)
      json.member("status", instance.status)
      json.member("auto_scaling_group", instance.group)
      json.member("lifecycle_state", instance.lifecycleState)
      json.member("ec2_state", instance.ec2State)
      json.member("zone_id", instance.zoneID)
      json.key("tags")
      json.object { tags in
        for (key, value) in instance.tags.sorted(by: { $0.key < $1.key }) { tags.member(key, value) }
      }
    }
  }

  fileprivate mutating func write(_ message: MockMessage) {
    object { json in
      json.member("time", message.time)
      json.member("topic", message.topic)
      json.member("id", message.id)
      json.member("subject", message.subject)
      json.member("body", message.body)
      json.key("attributes")
      json.object { list in
        for (key, value) in message.attributes.sorted(by: { $0.key < $1.key }) { list.member(key, value) }
      }
    }
  }
}
