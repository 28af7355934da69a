internal import WireFormats

/// An EC2 instance, as far as a sweep needs it.
public struct EC2Instance: Hashable, Sendable {
  /// `i-…`
  public var id: String
  /// pending, running, shutting-down, terminated, stopping or stopped; a new word of AWS's is kept as it is.
  public var state: String
  /// Seconds since 1970.
  public var launchTime: Double?
  /// Such as `us-east-1a`, which is another zone in each account.
  public var availabilityZone: String?
  /// Such as `use1-az1`, the same zone in every account; only where AWS says it.
  public var availabilityZoneID: String?
  /// All of them.
  public var tags: [String: String] = [:]
  /// A service manages the instance, and repairs it itself.
  public var isOperatorManaged = false
  /// Who does.
  public var operatorPrincipal: String?
  /// When its state changed last, seconds since 1970; only where `stateTransitionReason` tells it.
  public var stateChangedAt: Double?
  /// Such as `Client.UserInitiatedShutdown`, for the last change of state.
  public var stateReasonCode: String?
  /// `spot`, …; nil for an ordinary instance.
  public var lifecycle: String?

  /// An instance made by hand.
  public init(id: String, state: String) {
    self.id = id
    self.state = state
  }

  init(_ reader: inout XMLReader) throws(XMLError) {
    var instance = EC2Instance(id: "", state: "")
    try reader.children { name, reader throws(XMLError) in
      switch name {
      case "instanceId": instance.id = try reader.text()
      case "instanceState": instance.state = try reader.text(of: "name") ?? ""
      case "launchTime": instance.launchTime = DateFormats.parseISO8601(try reader.text())
      case "reason": instance.stateChangedAt = Self.time(ofTransition: try reader.text())
      case "placement": try instance.readPlacement(&reader)
      case "tagSet": instance.tags = try Self.tags(&reader)
      case "operator": try instance.readOperator(&reader)
      case "stateReason":
        let code = try reader.text(of: "code")
        instance.stateReasonCode = code == "" ? nil : code
      case "instanceLifecycle": instance.lifecycle = try reader.text()
      default: try reader.skip()
      }
    }
    guard !instance.id.isEmpty, !instance.state.isEmpty else { throw reader.error("instanceId or instanceState is missing") }
    self = instance
  }

  /// From `User initiated (2026-11-27 10:00:00 GMT)`. AWS does not say that every reason carries a time.
  static func time(ofTransition reason: String) -> Double? {
    let words = reason.split(separator: " ").suffix(3)
    guard words.count == 3, let day = words.first, day.hasPrefix("("), ["GMT)", "UTC)"].contains(words[words.startIndex + 2]) else {
      return nil
    }
    return DateFormats.parseISO8601("\(day.dropFirst())T\(words[words.startIndex + 1])Z")
  }

  private mutating func readPlacement(_ reader: inout XMLReader) throws(XMLError) {
    try reader.children { name, reader throws(XMLError) in
      switch name {
      case "availabilityZone": availabilityZone = try reader.text()
      case "availabilityZoneId": availabilityZoneID = try reader.text()
      default: try reader.skip()
      }
    }
  }

  private mutating func readOperator(_ reader: inout XMLReader) throws(XMLError) {
    try reader.children { name, reader throws(XMLError) in
      switch name {
      case "managed": isOperatorManaged = try reader.text() == "true"
      case "principal": operatorPrincipal = try reader.text()
      default: try reader.skip()
      }
    }
  }

  private static func tags(_ reader: inout XMLReader) throws(XMLError) -> [String: String] {
    var tags: [String: String] = [:]
    try reader.children { _, reader throws(XMLError) in
      var key = ""
      var value = ""
      try reader.children { name, reader throws(XMLError) in
        switch name {
        case "key": key = try reader.text()
        case "value": value = try reader.text()
        default: try reader.skip()
        }
      }
      tags[key] = value
    }
    return tags
  }
}

extension XMLReader {
  /// The text of the current element's child of this name, nil when there is none.
  mutating func text(of child: StaticString) throws(XMLError) -> String? {
    var text: String?
    try children { name, reader throws(XMLError) in
      if name == child { text = try reader.text() }
    }
    return text
  }
}
