/// Each read is two: one that only looks, and the step past what it saw.
extension JSONReader {
  /// Reads a string. Bytes that are not UTF-8 and halves of surrogate pairs are refused.
  public mutating func string() throws(JSONError) -> String {
    let (value, end) = try stringHere()
    offset = end
    return value
  }

  /// Reads a whole number; `2.0` and `1e3` are whole too.
  public mutating func int() throws(JSONError) -> Int {
    let (value, end) = try intHere()
    offset = end
    return value
  }

  /// Reads a number, to the nearest `Double`. One too large for it is refused.
  public mutating func double() throws(JSONError) -> Double {
    let (value, end) = try doubleHere()
    offset = end
    return value
  }

  /// Reads true or false.
  public mutating func bool() throws(JSONError) -> Bool {
    let end = try afterLiteral(.bool)
    // "true" is one shorter than "false".
    let value = end - offset == 4
    offset = end
    return value
  }

  /// Reads a null and says true; anything else is left unread.
  public mutating func null() throws(JSONError) -> Bool {
    guard bytes.span.bytes.jsonKind(offset) == .null else { return false }
    offset = try afterLiteral(.null)
    return true
  }

  private func stringHere() throws(JSONError) -> (String, end: Int) {
    let text = bytes.span.bytes
    guard offset < text.byteCount, text.byte(offset) == UInt8(ascii: "\"") else { throw text.jsonError(offset, expected: "a string") }
    let start = offset &+ 1
    let scan = try text.scanJSONString(start)
    if !scan.isASCII { try text.checkUTF8(start, scan.end) }
    if scan.hasEscapes { return (String(decoding: try text.decodeJSONString(start, scan.end), as: UTF8.self), scan.end &+ 1) }
    return (text.string(start, scan.end), scan.end &+ 1)
  }

  private func intHere() throws(JSONError) -> (Int, end: Int) {
    let text = bytes.span.bytes
    guard text.jsonKind(offset) == .number else { throw text.jsonError(offset, expected: "a whole number") }
    let scan = try text.scanJSONNumber(offset)
    if scan.isExact, scan.isInteger {
      if scan.significand <= UInt64(Int.max) + (scan.isNegative ? 1 : 0) {
        return (scan.isNegative ? Int(truncatingIfNeeded: 0 &- scan.significand) : Int(scan.significand), scan.end)
      }
    } else if !scan.isInteger, let value = Int(exactly: text.double(scan, from: offset)) {
      return (value, scan.end)
    }
    throw text.jsonError(offset, "found \(text.string(offset, scan.end)), expected a whole number of at most 63 bits")
  }

  private func doubleHere() throws(JSONError) -> (Double, end: Int) {
    let text = bytes.span.bytes
    guard text.jsonKind(offset) == .number else { throw text.jsonError(offset, expected: "a number") }
    let scan = try text.scanJSONNumber(offset)
    let value = text.double(scan, from: offset)
    guard value.isFinite else { throw text.jsonError(offset, "found \(text.string(offset, scan.end)), expected a number below 1.8e308") }
    return (value, scan.end)
  }

  private func afterLiteral(_ kind: JSONKind) throws(JSONError) -> Int {
    let text = bytes.span.bytes
    guard text.jsonKind(offset) == kind else { throw text.jsonError(offset, expected: kind.name) }
    return try text.afterJSONLiteral(offset)
  }
}
