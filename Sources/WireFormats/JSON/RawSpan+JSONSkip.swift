extension RawSpan {
  /// The offset after the value that begins at `start`, without decoding it. The whole grammar is checked; only pairing of surrogates and UTF-8 are not.
  /// One loop instead of recursion: `kinds` remembers in its bits which of the open containers are objects (hence at most 64 of them).
  func afterJSONValue(_ start: Int, depth: Int, maximumDepth: Int) throws(JSONError) -> Int {
    var offset = start
    var level = 0
    var kinds: UInt64 = 0
    while true {
      offset = afterWhiteSpace(offset)
      guard offset < byteCount else { throw jsonError(offset, expected: "a value") }
      let byte = byte(offset)
      switch byte {
      case UInt8(ascii: "\""):
        offset = try scanJSONString(offset &+ 1).end &+ 1
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        level &+= 1
        if depth &+ level > maximumDepth { throw jsonDepthError(offset, maximumDepth) }
        let isObject = byte == UInt8(ascii: "{")
        kinds = kinds &<< 1 | (isObject ? 1 : 0)
        let first = afterWhiteSpace(offset &+ 1)
        if first < byteCount, self.byte(first) == byte &+ 2 {
          offset = first &+ 1
          level &-= 1
          kinds &>>= 1
        } else {
          offset = isObject ? try afterJSONKey(first) : first
          continue
        }
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        offset = try scanJSONNumber(offset).end
      case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
        offset = try afterJSONLiteral(offset)
      default:
        throw jsonError(offset, expected: "a value")
      }
      while true {
        if level == 0 { return offset }
        let isObject = kinds & 1 == 1
        let (next, ended) = try afterJSONSeparator(offset, isObject: isObject)
        offset = next
        if ended {
          level &-= 1
          kinds &>>= 1
        } else {
          if isObject { offset = try afterJSONKey(offset) }
          break
        }
      }
    }
  }

  /// From the end of an element: past the comma and the white space after it to the next one, or past the closing bracket.
  @inline(__always)
  func afterJSONSeparator(_ from: Int, isObject: Bool) throws(JSONError) -> (offset: Int, ended: Bool) {
    let offset = afterWhiteSpace(from)
    let closing = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
    guard offset < byteCount else { throw jsonError(offset, expected: isObject ? "\",\" or \"}\"" : "\",\" or \"]\"") }
    let byte = byte(offset)
    if byte == closing { return (offset &+ 1, true) }
    guard byte == UInt8(ascii: ",") else { throw jsonError(offset, expected: isObject ? "\",\" or \"}\"" : "\",\" or \"]\"") }
    let next = afterWhiteSpace(offset &+ 1)
    if next < byteCount, self.byte(next) == closing {
      throw jsonError(
        offset, "found a comma before \(jsonCharacter(next)), expected \(isObject ? "another member" : "another element") or no comma")
    }
    return (next, false)
  }

  /// Past the key at `offset` and its colon, to the value.
  private func afterJSONKey(_ offset: Int) throws(JSONError) -> Int {
    guard offset < byteCount, byte(offset) == UInt8(ascii: "\"") else { throw jsonError(offset, expected: "a key in double quotes") }
    return try afterJSONColon(scanJSONString(offset &+ 1).end &+ 1)
  }

  @inline(__always)
  func afterJSONColon(_ from: Int) throws(JSONError) -> Int {
    let offset = afterWhiteSpace(from)
    guard offset < byteCount, byte(offset) == UInt8(ascii: ":") else { throw jsonError(offset, expected: "\":\" after a key") }
    return afterWhiteSpace(offset &+ 1)
  }

  func afterJSONLiteral(_ offset: Int) throws(JSONError) -> Int {
    if offset &+ 4 <= byteCount {
      if isEqual(to: "true", from: offset, to: offset &+ 4) || isEqual(to: "null", from: offset, to: offset &+ 4) { return offset &+ 4 }
      if offset &+ 5 <= byteCount, isEqual(to: "false", from: offset, to: offset &+ 5) { return offset &+ 5 }
    }
    throw jsonError(offset, expected: "a value (true, false, null, or text in double quotes)")
  }

  func jsonDepthError(_ offset: Int, _ maximumDepth: Int) -> JSONError {
    jsonError(offset, "found more than \(maximumDepth) levels of nesting, expected at most \(maximumDepth)")
  }
}
