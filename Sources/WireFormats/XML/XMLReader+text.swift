extension XMLReader {
  /// Reads the current element's text as it is, white space included; entities are decoded, line ends become line feeds. An element inside it is refused.
  public mutating func text() throws(XMLError) -> String {
    try begin()
    if isEmpty {
      leave()
      return ""
    }
    let start = offset
    let end = try endOfText()
    if bytes.span.bytes.hasXML("</", at: end), !needsDecoding(start, end) {
      try bytes.span.bytes.checkXMLText(start, end)
      offset = end
      try close()
      return bytes.span.bytes.string(start, end)
    }
    let decoded = try decodedText()
    try close()
    return decoded
  }

  /// Passes over the current element and all in it.
  public mutating func skip() throws(XMLError) {
    try begin()
    let outer = open.count - 1
    while true {
      if isEmpty {
        leave()
      } else {
        offset = try endOfText()
        if bytes.span.bytes.hasXML("</", at: offset) {
          try close()
        } else if let end = try afterMarkup() {
          offset = end
        } else {
          _ = try enter()
        }
      }
      if open.count == outer { return }
    }
  }

  private func endOfText() throws(XMLError) -> Int {
    let text = bytes.span.bytes
    guard let end = text.firstOffset(of: UInt8(ascii: "<"), from: offset) else { throw text.xmlEndError("</\(openName)>") }
    return end
  }

  private func needsDecoding(_ start: Int, _ end: Int) -> Bool {
    let text = bytes.span.bytes
    for index in start..<end where text.byte(index) == UInt8(ascii: "&") || text.byte(index) == 0x0D { return true }
    return false
  }

  /// Past a comment, processing instruction or CDATA section; nil at anything else.
  private func afterMarkup() throws(XMLError) -> Int? {
    let text = bytes.span.bytes
    if text.hasXML("<![CDATA[", at: offset) { return try text.afterXML("]]>", from: offset &+ 9) }
    return try text.afterXMLComment(offset)
  }

  /// Reads up to the end tag.
  private mutating func decodedText() throws(XMLError) -> String {
    var decoded: [UInt8] = []
    while true {
      let end = try endOfText()
      try bytes.span.bytes.checkXMLText(offset, end)
      try bytes.span.bytes.appendXMLText(offset, end, to: &decoded)
      offset = end
      if bytes.span.bytes.hasXML("</", at: offset) { return String(decoding: decoded, as: UTF8.self) }
      guard let next = try afterMarkup() else { throw error("found an element, expected text and </\(openName)>") }
      if bytes.span.bytes.hasXML("<![CDATA[", at: offset) {
        try bytes.span.bytes.checkXMLText(offset &+ 9, next &- 3)
        bytes.span.bytes.appendXMLCharacterData(offset &+ 9, next &- 3, to: &decoded)
      }
      offset = next
    }
  }
}
