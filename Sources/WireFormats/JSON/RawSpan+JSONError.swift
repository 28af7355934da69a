extension RawSpan {
  func jsonPosition(_ offset: Int) -> JSONPosition {
    let (line, column) = lineAndColumn(offset)
    return JSONPosition(line: line, column: column)
  }

  func jsonError(_ offset: Int, _ message: String) -> JSONError {
    JSONError(position: jsonPosition(offset), message: message)
  }

  /// An error about what stands at `offset`: "found a string, expected a number".
  func jsonError(_ offset: Int, expected: String) -> JSONError {
    jsonError(offset, "found \(jsonFound(offset)), expected \(expected)")
  }

  func jsonKind(_ offset: Int) -> JSONKind? {
    guard offset < byteCount else { return nil }
    return switch byte(offset) {
    case UInt8(ascii: "{"): .object
    case UInt8(ascii: "["): .array
    case UInt8(ascii: "\""): .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): .bool
    case UInt8(ascii: "n"): .null
    default: nil
    }
  }

  private func jsonFound(_ offset: Int) -> String {
    guard offset < byteCount else { return "the end of the document" }
    switch jsonKind(offset) {
    case .bool? where isEqual(to: "true", from: offset, to: Swift.min(offset + 4, byteCount)): return "true"
    case .bool? where isEqual(to: "false", from: offset, to: Swift.min(offset + 5, byteCount)): return "false"
    case .null? where isEqual(to: "null", from: offset, to: Swift.min(offset + 4, byteCount)): return "null"
    case .bool?, .null?, nil: return jsonCharacter(offset)
    case .object?: return "an object"
    case .array?: return "an array"
    case .string?: return "a string"
    case .number?: return "a number"
    }
  }

  /// One character for a message: itself where it can be printed, else its code.
  func jsonCharacter(_ offset: Int) -> String {
    let byte = byte(offset)
    if byte > 0x20, byte < 0x7F { return "\"\(Character(Unicode.Scalar(byte)))\"" }
    if byte == 0x20 { return "a space" }
    let code = String(byte, radix: 16, uppercase: true)
    return "the byte 0x\(code.utf8.count == 1 ? "0" : "")\(code)"
  }
}
