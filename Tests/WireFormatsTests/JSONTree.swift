import WireFormats

/// Any JSON document, so that one can compare what the reader saw with what Foundation saw.
indirect enum JSONTree: JSONReadable, JSONWritable, Equatable {
  case object([String: JSONTree])
  case array([JSONTree])
  case string(String)
  case number(Double)
  case bool(Bool)
  case null

  init(from reader: inout JSONReader) throws(JSONError) {
    switch try reader.peek() {
    case .object:
      var members: [String: JSONTree] = [:]
      try reader.object { key, reader throws(JSONError) in members[key.string] = try JSONTree(from: &reader) }
      self = .object(members)
    case .array: self = .array(try reader.values(JSONTree.self))
    case .string: self = .string(try reader.string())
    case .number: self = .number(try reader.double())
    case .bool: self = .bool(try reader.bool())
    case .null: self = try reader.null() ? .null : .bool(false)
    }
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .object(let members):
      writer.object { writer in
        for (name, value) in members.sorted(by: { $0.key < $1.key }) { writer.member(name, value) }
      }
    case .array(let elements):
      writer.array { writer in
        for element in elements { writer.value(element) }
      }
    case .string(let text): writer.string(text)
    case .number(let number): writer.double(number)
    case .bool(let bool): writer.bool(bool)
    case .null: writer.null()
    }
  }
}

/// How Foundation sees the same document. (JSONDecoder, because JSONSerialization rounds long numbers twice.)
extension JSONTree: Decodable {
  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: AnyKey.self) {
      self = .object(
        try Dictionary(uniqueKeysWithValues: members.allKeys.map { ($0.stringValue, try members.decode(JSONTree.self, forKey: $0)) }))
    } else if var elements = try? decoder.unkeyedContainer() {
      var tree: [JSONTree] = []
      while !elements.isAtEnd { tree.append(try elements.decode(JSONTree.self)) }
      self = .array(tree)
    } else {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        self = .null
      } else if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if let text = try? value.decode(String.self) {
        self = .string(text)
      } else {
        self = .number(try value.decode(Double.self))
      }
    }
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}

/// Reads a whole document in full.
func read(_ text: String) throws(JSONError) -> JSONTree {
  try JSONReader.read(JSONTree.self, from: [UInt8](text.utf8))
}

/// Passes over a whole document.
func skip(_ bytes: [UInt8]) throws(JSONError) {
  var reader = JSONReader(bytes)
  try reader.skip()
  try reader.end()
}

/// The message with which a read is refused; nil where it is not.
func refusal<T>(_ body: () throws(JSONError) -> T) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return error.description
  }
}
