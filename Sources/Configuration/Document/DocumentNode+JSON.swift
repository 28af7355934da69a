public import WireFormats

extension DocumentNode: JSONReadable {
  /// Reads any value.
  public init(from reader: inout JSONReader) throws(JSONError) {
    let offset = reader.byteOffset
    let content: Content
    switch try reader.peek() {
    case .object:
      var members: [Member] = []
      try reader.object { key, reader throws(JSONError) in
        members.append(Member(name: key.string, offset: key.byteOffset, value: try DocumentNode(from: &reader)))
      }
      content = .object(members)
    case .array: content = .array(try reader.values(DocumentNode.self))
    case .string: content = .string(try reader.string())
    case .number:
      let double = try Self.double(reader)
      let whole = Int(exactly: double)
      content = .number(whole.map { "\($0)" } ?? "\(double)", whole)
      try reader.skip()
    case .bool: content = .bool(try reader.bool())
    case .null:
      try reader.skip()
      content = .null
    }
    self.init(offset: offset, content: content)
  }

  private static func double(_ reader: JSONReader) throws(JSONError) -> Double {
    var copy = reader
    return try copy.double()
  }
}
