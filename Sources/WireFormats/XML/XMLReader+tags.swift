extension XMLReader {
  /// Every read of an element begins here: it must be the one whose body runs, and unread.
  func begin() throws(XMLError) {
    guard level > 0, open.count == level else { throw error("found an element that was read already, expected each to be read once") }
  }

  /// Past the start tag that is next; its element is then the innermost open one.
  mutating func enter() throws(XMLError) -> XMLTag {
    guard !bytes.span.bytes.hasXML("<!DOCTYPE", at: offset) else { throw error("found a DOCTYPE, expected none") }
    guard !bytes.span.bytes.hasXML("<![CDATA[", at: offset) else { throw error("found text, expected an element") }
    guard open.count < XMLReader.maximumDepth else {
      throw error("found more than \(XMLReader.maximumDepth) levels of nesting, expected at most \(XMLReader.maximumDepth)")
    }
    let tag = try bytes.span.bytes.xmlTag(offset)
    offset = tag.end
    open.append(tag.name)
    isEmpty = tag.isEmpty
    return tag
  }

  /// Past the end tag that is next, which must be that of the innermost open element.
  mutating func close() throws(XMLError) {
    offset = try afterEndTag()
    leave()
  }

  /// The innermost open element has been read.
  mutating func leave() {
    open.removeLast()
    isEmpty = false
  }

  /// For messages.
  var openName: String {
    guard let name = open.last else { return "" }
    return String(decoding: bytes[name], as: UTF8.self)
  }

  private func afterEndTag() throws(XMLError) -> Int {
    let text = bytes.span.bytes
    let start = offset &+ 2
    guard let expected = open.last else { throw text.xmlError(offset, "found an end tag, expected an element") }
    if text.isSame(start, expected), start &+ expected.count < text.byteCount, text.byte(start &+ expected.count) == UInt8(ascii: ">") {
      return start &+ expected.count &+ 1
    }
    let name = try text.xmlName(start)
    guard name.count == expected.count, text.isSame(start, expected) else {
      throw text.xmlError(offset, "found </\(text.string(name.lowerBound, name.upperBound))>, expected </\(openName)>")
    }
    let end = text.afterWhiteSpace(name.upperBound)
    guard end < text.byteCount else { throw text.xmlEndError("\">\"") }
    guard text.byte(end) == UInt8(ascii: ">") else {
      throw text.xmlError(end, "found \(text.jsonCharacter(end)) in an end tag, expected \">\"")
    }
    return end &+ 1
  }
}
