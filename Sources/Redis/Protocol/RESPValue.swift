/// One reply of a Redis server (RESP 2).
public enum RESPValue: Sendable, Equatable {
  /// A status such as `OK` or `QUEUED`.
  case status(String)
  /// A byte string.
  case bulk([UInt8])
  /// A signed integer.
  case integer(Int)
  /// What is not there.
  case null
  /// Replies within a reply.
  case array([RESPValue])
  /// A refused command: its code (`ERR`, `WRONGTYPE`, `MOVED`…), a space, and a text. The text may repeat arguments of the command.
  case error(String)

  /// The text of a status or byte string; bytes that are no UTF-8 become U+FFFD.
  public var string: String? {
    switch self {
    case .status(let text): text
    case .bulk(let bytes): String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  /// The number of an integer, or of a byte string that holds one.
  public var int: Int? {
    switch self {
    case .integer(let number): number
    case .bulk: string.flatMap { Int($0) }
    default: nil
    }
  }

  /// The elements of an array.
  public var elements: [RESPValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The first word of an error, such as `MOVED`.
  public var errorCode: String? {
    if case .error(let text) = self { String(text.prefix { $0 != " " }) } else { nil }
  }
}
