/// An element's name without its namespace prefix. Comparing it with a literal allocates nothing, so a `switch` over names is cheap.
public struct XMLName: Sendable {
  private let document: [UInt8]
  private let start: Int
  private let end: Int

  init(document: [UInt8], start: Int, end: Int) {
    self.document = document
    self.start = start
    self.end = end
  }

  /// The name as text.
  public var string: String {
    String(decoding: document[start..<end], as: UTF8.self)
  }

  /// Whether the name is this one, byte for byte.
  public static func == (name: XMLName, literal: StaticString) -> Bool {
    name.document.span.bytes.isEqual(to: literal, from: name.start, to: name.end)
  }

  /// Lets a `switch` compare names with literals.
  public static func ~= (literal: StaticString, name: XMLName) -> Bool {
    name == literal
  }
}
