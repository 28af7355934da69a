import NIOCore

extension Cloud {
  func describeAutoScalingInstances(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let asked = call.form.members("InstanceIds") ?? []
    guard asked.count <= 50 else {
      throw .validation("The number of instance ids that may be passed in is limited to 50")
    }
    let limit = try Self.maxRecords(call, upTo: 50)
    let region = call.region
    var rows: [(Group, Group.Member)] = []
    if asked.isEmpty {
      for group in region.groups.values { rows += group.members.map { (group, $0) } }
      rows.sort { $0.1.id < $1.1.id }
    } else {
      for id in Set(asked).sorted() {
        if let group = region.instances[id]?.group.flatMap({ region.groups[$0] }), let member = group.member(id) {
          rows.append((group, member))
        }
      }
    }
    if let token = call.form["NextToken"] {
      guard let last = Self.openedToken(token) else { throw .invalidNextToken }
      rows.removeAll { $0.1.id <= last }
    }
    let page = rows.prefix(limit)
    return call.query { result in
      result.element("AutoScalingInstances") { list in
        for (group, member) in page {
          list.element("member") { xml in Self.write(member, of: group, type: region.instances[member.id]?.type, withGroup: true, to: &xml)
          }
        }
      }
      if page.count < rows.count, let last = page.last { result.element("NextToken", Self.token(last.1.id)) }
    }
  }

  func describeAutoScalingGroups(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let asked = call.form.members("AutoScalingGroupNames") ?? []
    let limit = try Self.maxRecords(call, upTo: 100)
    guard asked.count <= max(50, limit) else {
      throw .validation("The number of group names that may be passed in is limited to 50")
    }
    let region = call.region
    var groups = (asked.isEmpty ? Array(region.groups.values) : Set(asked).compactMap { region.groups[$0] }).sorted { $0.name < $1.name }
    for index in 0..<call.form.count("Filters.member", having: "Name") {
      let name = call.form["Filters.member.\(index + 1).Name"] ?? ""
      let values = call.form.members("Filters.member.\(index + 1).Values") ?? []
      groups.removeAll { !Self.tagsMatch($0.tags, filter: name, values: values) }
    }
    if let token = call.form["NextToken"] {
      guard let last = Self.openedToken(token) else { throw .invalidNextToken }
      groups.removeAll { $0.name <= last }
    }
    let page = groups.prefix(limit)
    let withInstances = call.form["IncludeInstances"] != "false"
    return call.query { result in
      result.element("AutoScalingGroups") { list in
        for group in page {
          list.element("member") { xml in Self.write(group, in: region, withInstances: withInstances, to: &xml) }
        }
      }
      if page.count < groups.count, let last = page.last { result.element("NextToken", Self.token(last.name)) }
    }
  }

  private static func maxRecords(_ call: Call, upTo most: Int) throws(Refusal) -> Int {
    guard let text = call.form["MaxRecords"] else { return 50 }
    guard let records = Int(text), (1...most).contains(records) else {
      throw .validation("1 validation error detected: Value '\(text)' at 'maxRecords' failed to satisfy constraint: between 1 and \(most)")
    }
    return records
  }

  /// A filter by tags: `tag-key`, `tag-value`, `tag:KEY`.
  static func tagsMatch(_ tags: [String: String], filter: String, values: [String]) -> Bool {
    switch filter {
    case "tag-key": tags.keys.contains { key in values.contains { Wildcard.matches($0, key) } }
    case "tag-value": tags.values.contains { value in values.contains { Wildcard.matches($0, value) } }
    default: tags[String(filter.dropFirst("tag:".count))].map { value in values.contains { Wildcard.matches($0, value) } } ?? false
    }
  }

  static func write(_ member: Group.Member, of group: Group, type: String?, withGroup: Bool, to xml: inout XMLText) {
    xml.element("InstanceId", member.id)
    xml.element("InstanceType", type)
    if withGroup { xml.element("AutoScalingGroupName", group.name) }
    xml.element("AvailabilityZone", member.zone)
    xml.element("AvailabilityZoneId", member.zoneID)
    xml.element("LifecycleState", member.lifecycleState)
    // Upper case has been seen of DescribeAutoScalingInstances, so a client must not mind.
    xml.element("HealthStatus", withGroup ? member.healthStatus.uppercased() : member.healthStatus)
    xml.element("LaunchTemplate") { write(templateOf: group, to: &$0) }
    xml.element("ProtectedFromScaleIn", member.isProtectedFromScaleIn)
  }

  private static func write(templateOf group: Group, to xml: inout XMLText) {
    xml.element("LaunchTemplateId", "lt-0a1b2c3d4e5f60718")
    xml.element("LaunchTemplateName", group.name)
    xml.element("Version", String(group.launchTemplateVersion))
  }

  private static func write(_ group: Group, in region: Region, withInstances: Bool, to xml: inout XMLText) {
    xml.element("AutoScalingGroupName", group.name)
    xml.element("AutoScalingGroupARN", group.arn)
    xml.element("LaunchTemplate") { write(templateOf: group, to: &$0) }
    xml.element("MinSize", group.minSize)
    xml.element("MaxSize", group.maxSize)
    xml.element("DesiredCapacity", group.desiredCapacity)
    xml.element("DefaultCooldown", 300)
    xml.element("AvailabilityZones") { list in region.zones.names.forEach { list.element("member", $0) } }
    xml.element("AvailabilityZoneIds") { list in region.zones.names.forEach { list.element("member", region.zones.id($0)) } }
    xml.element("LoadBalancerNames") { _ in }
    xml.element("HealthCheckType", "EC2")
    xml.element("HealthCheckGracePeriod", 300)
    if withInstances {
      xml.element("Instances") { list in
        for member in group.members {
          list.element("member") { write(member, of: group, type: region.instances[member.id]?.type, withGroup: false, to: &$0) }
        }
      }
    }
    xml.element("CreatedTime", Timestamps.iso8601(1_700_000_000))
    xml.element("SuspendedProcesses") { list in
      for process in group.suspendedProcesses {
        list.element("member") {
          $0.element("ProcessName", process)
          $0.element("SuspensionReason", "User suspended at 2026-11-01T00:00:00Z")
        }
      }
    }
    xml.element("Status", group.status)
    xml.element("Tags") { list in
      for (key, value) in group.tags.sorted(by: { $0.key < $1.key }) {
        list.element("member") {
          $0.element("ResourceId", group.name)
          $0.element("ResourceType", "auto-scaling-group")
          $0.element("Key", key)
          $0.element("Value", value)
          $0.element("PropagateAtLaunch", true)
        }
      }
    }
    if let behavior = group.impairedZoneBehavior {
      xml.element("AvailabilityZoneImpairmentPolicy") {
        $0.element("ZonalShiftEnabled", true)
        $0.element("ImpairedZoneHealthCheckBehavior", behavior)
      }
    }
    xml.element("NewInstancesProtectedFromScaleIn", group.newInstancesProtected)
  }
}

extension Refusal {
  static func validation(_ message: String) -> Refusal {
    Refusal("ValidationError", message)
  }

  static let invalidNextToken = Refusal("InvalidNextToken", "The token is invalid.")
}
