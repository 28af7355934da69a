/// A parsed JSON document: what the mock reads from requests and from clusters.json.
enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self, let value = members[key], value != .null else { return nil }
    return value
  }

  var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  var int: Int? {
    number.flatMap { Int(exactly: $0) }
  }

  var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  var object: [String: JSONValue]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// The strings of an array, in order; other elements are left out. `nil` where this is no array.
  var strings: [String]? {
    array.map { $0.compactMap(\.string) }
  }
}
