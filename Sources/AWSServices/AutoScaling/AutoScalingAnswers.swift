internal import AWSCore
internal import WireFormats

extension AutoScalingInstance {
  /// - Parameter groupName: the group that the element stands in, where it does not name one itself.
  init(_ reader: inout XMLReader, groupName: String? = nil) throws(XMLError) {
    var instance = AutoScalingInstance(instanceID: "", groupName: groupName ?? "", lifecycleState: "")
    try reader.children { name, reader throws(XMLError) in
      switch name {
      case "InstanceId": instance.instanceID = try reader.text()
      case "AutoScalingGroupName": instance.groupName = try reader.text()
      case "LifecycleState": instance.lifecycleState = try reader.text()
      case "HealthStatus": instance.healthStatus = try reader.text()
      case "AvailabilityZone": instance.availabilityZone = try reader.text()
      case "AvailabilityZoneId": instance.availabilityZoneID = try reader.text()
      case "ProtectedFromScaleIn": instance.protectedFromScaleIn = try reader.text() == "true"
      default: try reader.skip()
      }
    }
    guard !instance.instanceID.isEmpty, !instance.lifecycleState.isEmpty, groupName != nil || !instance.groupName.isEmpty else {
      throw reader.error("InstanceId, LifecycleState or AutoScalingGroupName is missing")
    }
    self = instance
  }
}

extension AutoScalingGroup {
  init(_ reader: inout XMLReader) throws(XMLError) {
    var groupName = ""
    var numbers: (desired: Int?, min: Int?, max: Int?)
    var instances: [AutoScalingInstance] = []
    var suspended: Set<String> = []
    var status: String?
    var tags: [String: String] = [:]
    var template: String?
    var arn: String?
    var sparesImpairedZones = false
    try reader.children { name, reader throws(XMLError) in
      switch name {
      case "AutoScalingGroupName": groupName = try reader.text()
      case "AutoScalingGroupARN": arn = try reader.text()
      case "AvailabilityZoneImpairmentPolicy": sparesImpairedZones = try reader.sparesImpairedZones()
      case "DesiredCapacity": numbers.desired = Int(try reader.text())
      case "MinSize": numbers.min = Int(try reader.text())
      case "MaxSize": numbers.max = Int(try reader.text())
      case "Instances":
        try reader.children { _, reader throws(XMLError) in instances.append(try AutoScalingInstance(&reader, groupName: "")) }
      case "SuspendedProcesses":
        try reader.children { _, reader throws(XMLError) in
          try reader.children { name, reader throws(XMLError) in
            if name == "ProcessName" { suspended.insert(try reader.text()) }
          }
        }
      case "Status": status = try reader.text()
      case "Tags": tags = try reader.tags()
      case "LaunchTemplate": template = try reader.launchTemplate()
      case "LaunchConfigurationName": template = try reader.text()
      case "MixedInstancesPolicy":
        try reader.children { name, reader throws(XMLError) in
          guard name == "LaunchTemplate" else { return try reader.skip() }
          try reader.children { name, reader throws(XMLError) in
            if name == "LaunchTemplateSpecification" { template = try reader.launchTemplate() } else { try reader.skip() }
          }
        }
      default: try reader.skip()
      }
    }
    guard !groupName.isEmpty, let desired = numbers.desired, let min = numbers.min, let max = numbers.max else {
      throw reader.error("AutoScalingGroupName, DesiredCapacity, MinSize or MaxSize is missing")
    }
    self.init(name: groupName, desiredCapacity: desired, minSize: min, maxSize: max)
    self.suspendedProcesses = suspended
    self.status = status
    self.tags = tags
    self.template = template
    self.arn = arn
    self.sparesImpairedZones = sparesImpairedZones
    self.instances = instances.map { instance in
      var instance = instance
      instance.groupName = groupName
      return instance
    }
  }
}

extension XMLReader {
  /// `lt-0abc:7`: the launch template of the current element.
  fileprivate mutating func launchTemplate() throws(XMLError) -> String? {
    var (id, version): (String?, String?)
    try children { name, reader throws(XMLError) in
      switch name {
      case "LaunchTemplateId": id = try reader.text()
      case "Version": version = try reader.text()
      default: try reader.skip()
      }
    }
    return id.map { "\($0):\(version ?? "$Default")" }
  }

  /// Whether the impairment policy in the current element keeps unhealthy instances of an impaired zone from being replaced.
  fileprivate mutating func sparesImpairedZones() throws(XMLError) -> Bool {
    var (takesPart, behavior) = (false, "")
    try children { name, reader throws(XMLError) in
      switch name {
      case "ZonalShiftEnabled": takesPart = try reader.text() == "true"
      case "ImpairedZoneHealthCheckBehavior": behavior = try reader.text()
      default: try reader.skip()
      }
    }
    return takesPart && behavior != "ReplaceUnhealthy"
  }

  /// The tags of the current element, by key.
  fileprivate mutating func tags() throws(XMLError) -> [String: String] {
    var tags: [String: String] = [:]
    try children { _, reader throws(XMLError) in
      var (key, value) = ("", "")
      try reader.children { name, reader throws(XMLError) in
        switch name {
        case "Key": key = try reader.text()
        case "Value": value = try reader.text()
        default: try reader.skip()
        }
      }
      tags[key] = value
    }
    return tags
  }

  /// A page of a query service: the members of one list, and the token of the next page.
  mutating func page<Element: Sendable>(
    _ list: StaticString, _ element: (inout XMLReader) throws(XMLError) -> Element
  ) throws(XMLError) -> Pages<Element>.Page {
    var elements: [Element]?
    var token: String?
    try children { name, reader throws(XMLError) in
      if name == list {
        var members: [Element] = []
        try reader.children { _, reader throws(XMLError) in members.append(try element(&reader)) }
        elements = (elements ?? []) + members
      } else if name == "NextToken" || name == "nextToken" {
        token = try reader.text()
      } else {
        try reader.skip()
      }
    }
    guard let elements else { throw error("\(list) is missing") }
    return Pages.Page(elements, nextToken: token)
  }
}
