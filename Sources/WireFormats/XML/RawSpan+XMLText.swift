extension RawSpan {
  /// Appends the character data between the offsets: entities decoded, line ends as XML 1.0 §2.11 says (a carriage return is never seen).
  func appendXMLText(_ start: Int, _ end: Int, to bytes: inout [UInt8]) throws(XMLError) {
    var offset = start
    while offset < end {
      let byte = byte(offset)
      switch byte {
      case UInt8(ascii: "&"):
        let (scalar, next) = try xmlEntity(offset, end)
        bytes.append(contentsOf: scalar.utf8)
        offset = next
        continue
      case 0x0D:
        if offset &+ 1 >= end || self.byte(offset &+ 1) != 0x0A { bytes.append(0x0A) }
      default:
        bytes.append(byte)
      }
      offset &+= 1
    }
  }

  /// Appends what stands in a CDATA section: nothing is decoded.
  func appendXMLCharacterData(_ start: Int, _ end: Int, to bytes: inout [UInt8]) {
    for index in start..<end {
      if byte(index) != 0x0D {
        bytes.append(byte(index))
      } else if index &+ 1 >= end || byte(index &+ 1) != 0x0A {
        bytes.append(0x0A)
      }
    }
  }

  /// Makes sure that the text between the offsets is UTF-8 without control characters.
  func checkXMLText(_ start: Int, _ end: Int) throws(XMLError) {
    for index in start..<end where byte(index) < 0x20 && !isWhiteSpace(byte(index)) {
      throw xmlError(index, "found \(jsonCharacter(index)), expected text")
    }
    if let bad = firstInvalidUTF8(start, end) {
      throw xmlError(bad, "found \(jsonCharacter(bad)), which is not UTF-8 here, expected UTF-8")
    }
  }

  /// The character of the reference whose `&` is at `start`: one of the five names, or a number.
  private func xmlEntity(_ start: Int, _ end: Int) throws(XMLError) -> (Unicode.Scalar, next: Int) {
    guard let semicolon = firstOffset(of: UInt8(ascii: ";"), from: start), semicolon < end else {
      throw xmlError(start, "found \"&\" without \";\", expected an entity such as &amp;")
    }
    let next = semicolon &+ 1
    if hasXML("&amp;", at: start) { return ("&", next) }
    if hasXML("&lt;", at: start) { return ("<", next) }
    if hasXML("&gt;", at: start) { return (">", next) }
    if hasXML("&quot;", at: start) { return ("\"", next) }
    if hasXML("&apos;", at: start) { return ("'", next) }
    let isHexadecimal = hasXML("&#x", at: start)
    if isHexadecimal || hasXML("&#", at: start),
      let value = xmlNumber(start &+ (isHexadecimal ? 3 : 2), semicolon, radix: isHexadecimal ? 16 : 10),
      let scalar = Unicode.Scalar(value), isXMLCharacter(value)
    {
      return (scalar, next)
    }
    throw xmlError(start, "found an unknown entity, expected &amp; &lt; &gt; &quot; &apos; or a character's number")
  }

  private func xmlNumber(_ start: Int, _ end: Int, radix: UInt32) -> UInt32? {
    var value: UInt32 = 0
    guard start < end else { return nil }
    for index in start..<end {
      guard byte(index) < 0x80, let digit = Character(Unicode.Scalar(byte(index))).hexDigitValue, digit < radix else { return nil }
      value = value * radix + UInt32(digit)
      if value > 0x10FFFF { return nil }
    }
    return value
  }
}

/// XML 1.0 §2.2.
private func isXMLCharacter(_ value: UInt32) -> Bool {
  switch value {
  case 0x09, 0x0A, 0x0D, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
  default: false
  }
}
