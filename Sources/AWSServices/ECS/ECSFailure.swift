public import WireFormats

/// Something that was asked for and that ECS did not describe.
public struct ECSFailure: Hashable, Sendable, JSONReadable {
  /// What was asked for; nil where ECS does not say.
  public var arn: String?
  /// `MISSING` for what is gone or never was in this cluster.
  public var reason: String
  /// In words, if ECS says more.
  public var detail: String?

  /// ECS knows nothing of it.
  public var isMissing: Bool { reason == "MISSING" }

  /// A failure made by hand.
  public init(arn: String?, reason: String, detail: String? = nil) {
    self.arn = arn
    self.reason = reason
    self.detail = detail
  }

  /// Reads ECS's form.
  public init(from reader: inout JSONReader) throws(JSONError) {
    var failure = ECSFailure(arn: nil, reason: "")
    try reader.object { key, reader throws(JSONError) in
      switch key {
      case "arn": failure.arn = try reader.stringIfPresent()
      case "reason": failure.reason = try reader.stringIfPresent() ?? ""
      case "detail": failure.detail = try reader.stringIfPresent()
      default: try reader.skip()
      }
    }
    self = failure
  }
}
