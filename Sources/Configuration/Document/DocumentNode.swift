/// One value of a file, with its place. Configuration is small, so it is read whole first and judged then: all its errors can be told at
/// once, and whatever its syntax is, they are told in the same words.
public struct DocumentNode: Sendable {
  /// One member of an object.
  public struct Member: Sendable {
    /// Its key.
    public let name: String
    /// Where its key stands, in bytes.
    public let offset: Int
    /// Its value.
    public let value: DocumentNode

    /// A member at a place.
    public init(name: String, offset: Int, value: DocumentNode) {
      self.name = name
      self.offset = offset
      self.value = value
    }
  }

  /// The value.
  public enum Content: Sendable {
    case object([Member])
    case array([DocumentNode])
    case string(String)
    /// The number as text in its shortest form, and its value where it is whole.
    case number(String, Int?)
    case bool(Bool)
    case null
  }

  /// Where it begins, in bytes.
  public let offset: Int
  /// The value.
  public let content: Content

  /// A value at a place.
  public init(offset: Int, content: Content) {
    self.offset = offset
    self.content = content
  }

  var isEmptyObject: Bool {
    if case .object(let members) = content { members.isEmpty } else { false }
  }

  /// What it is, for messages; texts are quoted.
  var found: String {
    switch content {
    case .object: "an object"
    case .array(let elements): elements.isEmpty ? "an empty array" : "an array"
    case .string(let text): quoted(text)
    case .number(let text, _): text
    case .bool(let bool): "\(bool)"
    case .null: "null"
    }
  }
}

/// Text of the file for a message: cut where it is long, and without control characters, which could play tricks on a terminal.
func quoted(_ text: String) -> String {
  var shown = ""
  for scalar in text.unicodeScalars.prefix(80) {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > 80 ? "\"\(shown)…\"" : "\"\(shown)\""
}
