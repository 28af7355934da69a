/// A member's name as it stands in the document. Comparing it with a literal allocates nothing:
/// ```swift
/// switch key {
/// case "agentConnected": connected = try reader.bool()
/// default: try reader.skip()
/// }
/// ```
public struct JSONKey: Sendable {
  /// The whole document, or the decoded name where it held escapes.
  private let storage: [UInt8]
  var start: Int
  var end: Int
  /// Where the opening quote stands in the document, in bytes from its start.
  public internal(set) var byteOffset: Int

  init(storage: [UInt8], start: Int, end: Int, byteOffset: Int) {
    self.storage = storage
    self.start = start
    self.end = end
    self.byteOffset = byteOffset
  }

  /// The name as text.
  public var string: String {
    String(decoding: storage[start..<end], as: UTF8.self)
  }

  /// Whether the name is this one, byte for byte.
  public static func == (key: JSONKey, literal: StaticString) -> Bool {
    key.end &- key.start == literal.utf8CodeUnitCount
      && key.storage.span.bytes.isEqual(to: literal, from: key.start, to: key.end)
  }

  /// Lets a `switch` compare names with literals.
  public static func ~= (literal: StaticString, key: JSONKey) -> Bool {
    key == literal
  }
}
