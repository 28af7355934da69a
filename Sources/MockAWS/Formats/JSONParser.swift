/// A small recursive-descent JSON parser of its own, so that the mock can contradict the client's reader.
struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var at = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  /// The document in `bytes`, or `nil` where they are no JSON.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    var parser = JSONParser(bytes)
    guard let value = parser.value() else { return nil }
    parser.skipSpace()
    return parser.at == bytes.count ? value : nil
  }

  static func parse(_ bytes: [UInt8]) -> JSONValue? {
    bytes.withUnsafeBufferPointer { parse($0) }
  }

  private mutating func skipSpace() {
    while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard at < bytes.count, bytes[at] == byte.asciiValue else { return false }
    at += 1
    return true
  }

  private mutating func value() -> JSONValue? {
    skipSpace()
    guard at < bytes.count, depth < 64 else { return nil }
    depth += 1
    defer { depth -= 1 }
    switch bytes[at] {
    case UInt8(ascii: "{"): return object()
    case UInt8(ascii: "["): return array()
    case UInt8(ascii: "\""): return string().map { .string($0) }
    case UInt8(ascii: "t"): return word("true", .bool(true))
    case UInt8(ascii: "f"): return word("false", .bool(false))
    case UInt8(ascii: "n"): return word("null", .null)
    default: return number()
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) -> JSONValue? {
    for offset in 0..<text.utf8CodeUnitCount {
      guard at < bytes.count, bytes[at] == text.utf8Start[offset] else { return nil }
      at += 1
    }
    return value
  }

  private mutating func number() -> JSONValue? {
    let start = at
    while at < bytes.count, "+-.eE0123456789".utf8.contains(bytes[at]) { at += 1 }
    return Double(String(decoding: bytes[start..<at], as: UTF8.self)).map { .number($0) }
  }

  private mutating func object() -> JSONValue? {
    at += 1
    var members: [String: JSONValue] = [:]
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard at < bytes.count, bytes[at] == UInt8(ascii: "\""), let key = string(), take(":"), let member = value() else { return nil }
      members[key] = member
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array() -> JSONValue? {
    at += 1
    var elements: [JSONValue] = []
    if take("]") { return .array(elements) }
    repeat {
      guard let element = value() else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? .array(elements) : nil
  }

  private mutating func string() -> String? {
    at += 1
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") { at += 1 }
    guard at < bytes.count else { return nil }
    if bytes[at] == UInt8(ascii: "\"") {
      at += 1
      return String(validating: bytes[start..<at - 1], as: UTF8.self)
    }
    var text = Array(bytes[start..<at])
    while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
      if bytes[at] == UInt8(ascii: "\\") {
        guard let scalar = escape() else { return nil }
        text.append(contentsOf: Array(String(Character(scalar)).utf8))
      } else {
        text.append(bytes[at])
        at += 1
      }
    }
    guard at < bytes.count else { return nil }
    at += 1
    return String(validating: text, as: UTF8.self)
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard at + 1 < bytes.count else { return nil }
    let byte = bytes[at + 1]
    at += 2
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): return unicodeEscape()
    default: return nil
    }
  }

  private mutating func unicodeEscape() -> Unicode.Scalar? {
    guard let unit = hexUnit() else { return nil }
    guard UTF16.isLeadSurrogate(UInt16(unit)) else { return Unicode.Scalar(unit) }
    guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else { return nil }
    at += 2
    guard let low = hexUnit(), UTF16.isTrailSurrogate(UInt16(low)) else { return nil }
    return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
  }

  private mutating func hexUnit() -> UInt32? {
    guard at + 4 <= bytes.count else { return nil }
    let digits = String(decoding: bytes[at..<at + 4], as: UTF8.self)
    at += 4
    return digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) ? UInt32(digits, radix: 16) : nil
  }
}
