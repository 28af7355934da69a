public import WireFormats

/// An EC2 instance as ECS sees it, as far as a sweep needs it.
public struct ContainerInstance: Hashable, Sendable {
  /// The full ARN.
  public var arn: String
  /// `i-…`, or `mi-…` for an instance outside of EC2; nil where ECS does not say.
  public var ec2InstanceID: String?
  /// Rises with every change that ECS tells of; a reconnect is one.
  public var version: Int?
  /// ACTIVE, DRAINING, REGISTERING, DEREGISTERING, REGISTRATION_FAILED or INACTIVE; a new word of AWS's is kept as it is.
  public var status: String
  /// Nil is unknown, not false.
  public var agentConnected: Bool?
  /// Seconds since 1970.
  public var registeredAt: Double?
  /// PENDING, STAGING, STAGED, UPDATING, UPDATED or FAILED; nil when the agent was never updated by ECS.
  public var agentUpdateStatus: String?
  /// Nil for instances of no capacity provider.
  public var capacityProviderName: String?
  /// Tasks in RUNNING.
  public var runningTasksCount = 0
  /// Tasks in PENDING.
  public var pendingTasksCount = 0
  /// From the attribute `ecs.availability-zone`.
  public var availabilityZone: String?
  /// It has the capability `ecs.capability.external`: a machine outside of EC2.
  public var isExternal = false
  /// Only where they were asked for.
  public var tags: [String: String] = [:]

  /// The last part of the ARN, by which people know it.
  public var id: String { Self.id(ofARN: arn) }

  /// The last part of a container instance's ARN; an id is its own.
  public static func id(ofARN arn: String) -> String {
    // Over bytes: done for every instance of a fleet, and by characters it costs more than reading the instance.
    let slash = arn.utf8.lastIndex(of: UInt8(ascii: "/"))
    return String(arn[(slash.map(arn.utf8.index(after:)) ?? arn.startIndex)...])
  }

  /// An instance made by hand.
  public init(arn: String, status: String) {
    self.arn = arn
    self.status = status
  }
}

extension ContainerInstance: JSONReadable {
  /// Reads ECS's form. ARN and status must be there.
  public init(from reader: inout JSONReader) throws(JSONError) {
    let start = reader
    var instance = ContainerInstance(arn: "", status: "")
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "containerInstanceArn": instance.arn = try reader.string()
      case "ec2InstanceId": instance.ec2InstanceID = try reader.stringIfPresent()
      case "version": instance.version = try reader.intIfPresent()
      case "status": instance.status = try reader.string()
      case "agentConnected": instance.agentConnected = try reader.boolIfPresent()
      case "registeredAt": instance.registeredAt = try reader.doubleIfPresent()
      case "agentUpdateStatus": instance.agentUpdateStatus = try reader.stringIfPresent()
      case "capacityProviderName": instance.capacityProviderName = try reader.stringIfPresent()
      case "runningTasksCount": instance.runningTasksCount = try reader.intIfPresent() ?? 0
      case "pendingTasksCount": instance.pendingTasksCount = try reader.intIfPresent() ?? 0
      case "attributes": if try !reader.null() { try instance.readAttributes(&reader) }
      case "tags": if try !reader.null() { instance.tags = try Self.tags(&reader) }
      default: try reader.skip()
      }
    }
    guard !instance.arn.isEmpty, !instance.status.isEmpty else {
      throw start.error("containerInstanceArn or status is missing", at: start.position)
    }
    self = instance
  }

  private mutating func readAttributes(_ reader: inout JSONReader) throws(JSONError) {
    try reader.array { reader throws(JSONError) in
      var isZone = false
      var value: String?
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "name":
          // There are some forty of them for each instance, so they are compared where they stand, not made into strings.
          if reader.isNext("ecs.availability-zone") { isZone = true }
          if reader.isNext("ecs.capability.external") { isExternal = true }
          try reader.skip()
        case "value": value = try reader.stringIfPresent()
        default: try reader.skip()
        }
      }
      if isZone { availabilityZone = value }
    }
  }

  static func tags(_ reader: inout JSONReader) throws(JSONError) -> [String: String] {
    var tags: [String: String] = [:]
    try reader.array { reader throws(JSONError) in
      var name = ""
      var value = ""
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "key": name = try reader.string()
        case "value": value = try reader.stringIfPresent() ?? ""
        default: try reader.skip()
        }
      }
      tags[name] = value
    }
    return tags
  }
}
