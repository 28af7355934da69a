/// What a JSON value is, told by its first character.
public enum JSONKind: Sendable {
  case object, array, string, number, bool, null

  /// The kind in words for messages, such as "a string".
  public var name: String {
    switch self {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: "a number"
    case .bool: "true or false"
    case .null: "null"
    }
  }
}
