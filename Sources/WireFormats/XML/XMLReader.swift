/// Reads the part of XML 1.0 that AWS writes, piece by piece, straight over the bytes: elements, text, the five entities and numbers, CDATA, comments and
/// processing instructions. Attributes are passed over. A DOCTYPE is refused, so there is nothing to expand and nothing to fetch.
///
/// Within a closure call one of `children`, `text` and `skip` once; an element that was not read is skipped. What is skipped is checked for balanced tags.
public struct XMLReader: Sendable {
  let bytes: [UInt8]
  var offset: Int
  /// Names of the open elements, outermost first, as they stand.
  var open: [Range<Int>] = []
  /// How many elements were open when the body that now runs was called: it may read only the innermost of these, once.
  var level = 0
  /// The innermost open element was `<name/>`.
  var isEmpty = false

  /// How deep elements may nest.
  static let maximumDepth = 64

  /// - Parameter bytes: one document in UTF-8; a byte order mark before it is passed over.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    self.offset = bytes.span.bytes.hasByteOrderMark ? 3 : 0
  }

  /// Reads the document: calls `body` with the name of its outermost element, and makes sure that nothing follows it.
  public mutating func document(_ body: (XMLName, inout XMLReader) throws(XMLError) -> Void) throws(XMLError) {
    offset = try startOfDocument()
    try element(body)
    offset = try bytes.span.bytes.afterXMLMiscellany(offset)
    guard offset == bytes.count else { throw error("found more after the document's element, expected the end of the document") }
  }

  /// Calls `body` once for each child element of the current one, in order. Text between them is refused.
  public mutating func children(_ body: (XMLName, inout XMLReader) throws(XMLError) -> Void) throws(XMLError) {
    try begin()
    while !isEmpty {
      offset = try bytes.span.bytes.afterXMLMiscellany(offset)
      guard offset < bytes.count else { throw bytes.span.bytes.xmlEndError("an element or </\(openName)>") }
      if bytes.span.bytes.hasXML("</", at: offset) { return try close() }
      guard bytes[offset] == UInt8(ascii: "<") else { throw error("found text, expected an element or </\(openName)>") }
      try element(body)
    }
    leave()
  }

  /// An error of the caller's own, where the reader stands.
  public func error(_ message: String) -> XMLError {
    bytes.span.bytes.xmlError(offset, message)
  }

  private func startOfDocument() throws(XMLError) -> Int {
    let text = bytes.span.bytes
    let start = try text.afterXMLMiscellany(offset)
    guard start < text.byteCount else { throw text.xmlEndError("an element") }
    guard text.byte(start) == UInt8(ascii: "<") else {
      throw text.xmlError(start, "found \(text.jsonCharacter(start)), expected an element")
    }
    return start
  }

  /// Reads the element whose `<` is next.
  private mutating func element(_ body: (XMLName, inout XMLReader) throws(XMLError) -> Void) throws(XMLError) {
    let tag = try enter()
    let outer = level
    level = open.count
    try body(XMLName(document: bytes, start: tag.localName, end: tag.name.upperBound), &self)
    if open.count == level { try skip() }
    level = outer
  }
}
