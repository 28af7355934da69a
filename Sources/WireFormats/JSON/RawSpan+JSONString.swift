/// Where a string ends, and what decoding it needs.
struct JSONStringScan {
  /// Offset of the closing quote.
  var end: Int
  var hasEscapes = false
  var isASCII = true
}

extension RawSpan {
  /// Scans a string whose first character is at `start`, after the quote: eight bytes at a time to the next quote, backslash or control character.
  /// Escapes are checked for their form; whether surrogates pair and bytes are UTF-8 is checked where the string is decoded.
  func scanJSONString(_ start: Int) throws(JSONError) -> JSONStringScan {
    var scan = JSONStringScan(end: start)
    var offset = start
    var seen: UInt64 = 0
    while true {
      while offset &+ 8 <= byteCount {
        let word = word(offset)
        let stops = marks(of: UInt8(ascii: "\""), in: word) | marks(of: UInt8(ascii: "\\"), in: word) | marksOfControls(in: word)
        if stops == 0 {
          seen |= word
          offset &+= 8
          continue
        }
        // The lowest mark is the highest bit of its byte: the bits below it, but for that byte's own seven, are text before the stop.
        let bits = stops.trailingZeroBitCount &- 7
        seen |= word & ((1 &<< UInt64(bits)) &- 1)
        offset &+= bits >> 3
        break
      }
      guard offset < byteCount else { throw jsonError(start - 1, "found a string without an end, expected a closing '\"'") }
      let byte = byte(offset)
      if byte == UInt8(ascii: "\"") {
        scan.end = offset
        scan.isASCII = seen & 0x8080_8080_8080_8080 == 0
        return scan
      } else if byte == UInt8(ascii: "\\") {
        offset = try afterJSONEscape(offset)
        scan.hasEscapes = true
      } else if byte < 0x20 {
        throw jsonControlError(offset)
      } else {
        seen |= UInt64(byte)
        offset &+= 1
      }
    }
  }

  private func jsonControlError(_ offset: Int) -> JSONError {
    switch byte(offset) {
    case 0x0A, 0x0D: jsonError(offset, "found a line break inside a string, expected a closing '\"' (or \\n)")
    case 0x09: jsonError(offset, "found a tab inside a string, expected \\t")
    default: jsonError(offset, "found \(jsonCharacter(offset)) inside a string, expected \\u and four hexadecimal digits for it")
    }
  }

  /// The offset after the escape whose backslash is at `offset`.
  private func afterJSONEscape(_ offset: Int) throws(JSONError) -> Int {
    guard offset &+ 1 < byteCount else { throw jsonError(offset, "found the end of the document after a backslash, expected an escape") }
    switch byte(offset &+ 1) {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"),
      UInt8(ascii: "r"), UInt8(ascii: "t"):
      return offset &+ 2
    case UInt8(ascii: "u"):
      guard hexadecimal(offset &+ 2) != nil else { throw jsonError(offset, "found \\u, expected four hexadecimal digits after it") }
      return offset &+ 6
    default:
      throw jsonError(
        offset, "found a backslash before \(jsonCharacter(offset &+ 1)), expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
    }
  }

  /// The number in the four hexadecimal digits at `offset`.
  private func hexadecimal(_ offset: Int) -> UInt32? {
    guard offset &+ 4 <= byteCount else { return nil }
    var value: UInt32 = 0
    for index in offset..<(offset &+ 4) {
      guard let digit = Character(Unicode.Scalar(byte(index))).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// The UTF-8 of a scanned string that holds escapes.
  func decodeJSONString(_ start: Int, _ end: Int) throws(JSONError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end - start)
    var offset = start
    while offset < end {
      let byte = byte(offset)
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        offset += 1
        continue
      }
      switch self.byte(offset + 1) {
      case UInt8(ascii: "b"): bytes.append(0x08)
      case UInt8(ascii: "f"): bytes.append(0x0C)
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "u"):
        let (scalar, next) = try decodeJSONScalar(offset)
        bytes.append(contentsOf: scalar.utf8)
        offset = next
        continue
      case let itself: bytes.append(itself)
      }
      offset += 2
    }
    return bytes
  }

  /// The scalar of the `\uXXXX` at `offset`, or of the pair of two, and the offset after it.
  private func decodeJSONScalar(_ offset: Int) throws(JSONError) -> (Unicode.Scalar, next: Int) {
    let first = hexadecimal(offset + 2) ?? 0
    if let scalar = Unicode.Scalar(first) { return (scalar, offset + 6) }
    let pairs = offset + 8 <= byteCount && byte(offset + 6) == UInt8(ascii: "\\") && byte(offset + 7) == UInt8(ascii: "u")
    guard first < 0xDC00, pairs, let second = hexadecimal(offset + 8), (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw jsonError(offset, "found half of a surrogate pair, expected \\uD800 to \\uDBFF and then \\uDC00 to \\uDFFF") }
    return (scalar, offset + 12)
  }
}
