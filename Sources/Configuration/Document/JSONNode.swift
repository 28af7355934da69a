import WireFormats

/// One value of the file, with its place. Configuration is small, so it is read whole first and judged then: all its errors can be
/// told at once.
struct JSONNode: JSONReadable {
  struct Member {
    let name: String
    /// Where its key stands, in bytes.
    let offset: Int
    let value: JSONNode
  }

  enum Content {
    case object([Member])
    case array([JSONNode])
    case string(String)
    /// The number as text in its shortest form, and its value where it is whole.
    case number(String, Int?)
    case bool(Bool)
    case null
  }

  /// Where it begins, in bytes.
  let offset: Int
  let content: Content

  init(from reader: inout JSONReader) throws(JSONError) {
    offset = reader.byteOffset
    switch try reader.peek() {
    case .object:
      var members: [Member] = []
      try reader.object { key, reader throws(JSONError) in
        members.append(Member(name: key.string, offset: key.byteOffset, value: try JSONNode(from: &reader)))
      }
      content = .object(members)
    case .array: content = .array(try reader.values(JSONNode.self))
    case .string: content = .string(try reader.string())
    case .number:
      let double = try JSONNode.double(reader)
      let whole = Int(exactly: double)
      content = .number(whole.map { "\($0)" } ?? "\(double)", whole)
      try reader.skip()
    case .bool: content = .bool(try reader.bool())
    case .null:
      try reader.skip()
      content = .null
    }
  }

  private static func double(_ reader: JSONReader) throws(JSONError) -> Double {
    var copy = reader
    return try copy.double()
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
