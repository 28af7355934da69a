/// A start tag, or the start and end of an empty element in one.
struct XMLTag {
  /// The name as it stands, with its prefix.
  var name: Range<Int>
  /// Where the name begins after its prefix.
  var localName: Int
  /// The offset after the tag.
  var end: Int
  /// `<name/>`
  var isEmpty: Bool
}

extension RawSpan {
  /// Whether this text stands at `offset`.
  func hasXML(_ literal: StaticString, at offset: Int) -> Bool {
    let end = offset &+ literal.utf8CodeUnitCount
    return end <= byteCount && isEqual(to: literal, from: offset, to: end)
  }

  /// The first offset of `wanted` from `start` on: eight bytes at a time.
  func firstOffset(of wanted: UInt8, from start: Int) -> Int? {
    var offset = start
    while offset &+ 8 <= byteCount {
      let stops = marks(of: wanted, in: word(offset))
      if stops != 0 { return offset &+ stops.trailingZeroBitCount >> 3 }
      offset &+= 8
    }
    while offset < byteCount {
      if byte(offset) == wanted { return offset }
      offset &+= 1
    }
    return nil
  }

  /// The offset after the next `literal`.
  func afterXML(_ literal: StaticString, from start: Int) throws(XMLError) -> Int {
    var offset = start
    let first = unsafe literal.utf8Start.pointee
    while let candidate = firstOffset(of: first, from: offset) {
      if hasXML(literal, at: candidate) { return candidate &+ literal.utf8CodeUnitCount }
      offset = candidate &+ 1
    }
    throw xmlEndError("\"\(literal)\"")
  }

  /// Past the comment or processing instruction that begins at `offset`; nil where neither does.
  func afterXMLComment(_ offset: Int) throws(XMLError) -> Int? {
    if hasXML("<!--", at: offset) {
      let end = try afterXML("--", from: offset &+ 4)
      guard hasXML(">", at: end) else { throw xmlError(end, "found \"--\" inside a comment, expected \"-->\"") }
      return end &+ 1
    }
    if hasXML("<?", at: offset) { return try afterXML("?>", from: offset &+ 2) }
    return nil
  }

  /// Past white space, comments and processing instructions.
  func afterXMLMiscellany(_ start: Int) throws(XMLError) -> Int {
    var offset = afterWhiteSpace(start)
    while let end = try afterXMLComment(offset) { offset = afterWhiteSpace(end) }
    return offset
  }

  /// Reads the start tag whose `<` is at `start`. Attributes are checked for their form only.
  func xmlTag(_ start: Int) throws(XMLError) -> XMLTag {
    let name = try xmlName(start &+ 1)
    var localName = name.lowerBound
    for index in name where byte(index) == UInt8(ascii: ":") { localName = index &+ 1 }
    if localName == name.upperBound { throw xmlError(start, "found a prefix without a name, expected an element's name") }
    var offset = name.upperBound
    while true {
      let next = afterWhiteSpace(offset)
      guard next < byteCount else { throw xmlEndError("\">\"") }
      switch byte(next) {
      case UInt8(ascii: ">"):
        return XMLTag(name: name, localName: localName, end: next &+ 1, isEmpty: false)
      case UInt8(ascii: "/"):
        guard hasXML("/>", at: next) else { throw xmlError(next, "found \"/\" inside a tag, expected \"/>\"") }
        return XMLTag(name: name, localName: localName, end: next &+ 2, isEmpty: true)
      default:
        guard next > offset else { throw xmlError(next, "found no white space before an attribute, expected some") }
        offset = try afterXMLAttribute(next)
      }
    }
  }

  private func afterXMLAttribute(_ start: Int) throws(XMLError) -> Int {
    let equals = afterWhiteSpace(try xmlName(start).upperBound)
    guard hasXML("=", at: equals) else { throw xmlError(equals, "found an attribute without a value, expected \"=\"") }
    let quote = afterWhiteSpace(equals &+ 1)
    guard quote < byteCount else { throw xmlEndError("an attribute's value") }
    guard byte(quote) == UInt8(ascii: "\"") || byte(quote) == UInt8(ascii: "'") else {
      throw xmlError(quote, "found an attribute without quotes, expected '\"'")
    }
    var offset = quote &+ 1
    while offset < byteCount, byte(offset) != byte(quote) {
      if byte(offset) == UInt8(ascii: "<") { throw xmlError(offset, "found \"<\" inside an attribute, expected its closing quote") }
      offset &+= 1
    }
    guard offset < byteCount else { throw xmlEndError("an attribute's closing quote") }
    return offset &+ 1
  }

  func xmlName(_ start: Int) throws(XMLError) -> Range<Int> {
    var offset = start
    while offset < byteCount, isXMLNameByte(byte(offset), isFirst: offset == start) { offset &+= 1 }
    guard offset < byteCount else { throw xmlEndError("the rest of a tag") }
    guard offset > start else { throw xmlError(start, "found no name after \"<\", expected an element's name") }
    return start..<offset
  }
}

/// What is not ASCII passes: AWS names nothing so, and a wrong name only matches nothing.
private func isXMLNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: ":"), 0x80...0xFF: true
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): !isFirst
  default: false
  }
}
