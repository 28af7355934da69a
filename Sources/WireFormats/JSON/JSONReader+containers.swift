extension JSONReader {
  /// Reads an object: calls `member` once for each member, with the reader at its value. A value that `member` did not read
  /// is skipped.
  public mutating func object(_ member: (JSONKey, inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
    guard try enter(UInt8(ascii: "{"), expected: "an object") else { return }
    // One for all members: making a key anew would count the document's references up and down each time.
    var key = JSONKey(storage: bytes, start: 0, end: 0, byteOffset: 0)
    var ended = false
    while !ended {
      let (value, decoded) = try scan(&key)
      offset = value
      if let decoded {
        try member(JSONKey(storage: decoded, start: 0, end: decoded.count, byteOffset: key.byteOffset), &self)
      } else {
        try member(key, &self)
      }
      if offset == value { try skip() }
      (offset, ended) = try bytes.span.bytes.afterJSONSeparator(offset, isObject: true)
    }
    depth &-= 1
  }

  /// Reads an array: calls `element` once for each element, with the reader at it. An element that `element` did not read is
  /// skipped.
  public mutating func array(_ element: (inout JSONReader) throws(JSONError) -> Void) throws(JSONError) {
    guard try enter(UInt8(ascii: "["), expected: "an array") else { return }
    var ended = false
    while !ended {
      let value = offset
      try element(&self)
      if offset == value { try skip() }
      (offset, ended) = try bytes.span.bytes.afterJSONSeparator(offset, isObject: false)
    }
    depth &-= 1
  }

  /// Past the opening bracket; false where the container is empty, which is then read whole.
  private mutating func enter(_ opening: UInt8, expected: String) throws(JSONError) -> Bool {
    let (first, isEmpty) = try afterOpening(opening, expected: expected)
    offset = first
    if !isEmpty { depth &+= 1 }
    return !isEmpty
  }

  private func afterOpening(_ opening: UInt8, expected: String) throws(JSONError) -> (offset: Int, isEmpty: Bool) {
    let text = bytes.span.bytes
    guard offset < text.byteCount, text.byte(offset) == opening else { throw text.jsonError(offset, expected: expected) }
    guard depth < maximumDepth else { throw text.jsonDepthError(offset, maximumDepth) }
    let first = text.afterWhiteSpace(offset &+ 1)
    // Both closing brackets come two after their opening ones in ASCII.
    let isEmpty = first < text.byteCount && text.byte(first) == opening &+ 2
    return (isEmpty ? first &+ 1 : first, isEmpty)
  }

  /// Moves `key` to the one that stands here, and says where its value begins. A key with escapes has to be decoded.
  private func scan(_ key: inout JSONKey) throws(JSONError) -> (value: Int, decoded: [UInt8]?) {
    let text = bytes.span.bytes
    guard offset < text.byteCount, text.byte(offset) == UInt8(ascii: "\"") else {
      throw text.jsonError(offset, expected: "a key in double quotes")
    }
    let scan = try text.scanJSONString(offset &+ 1)
    key.byteOffset = offset
    key.start = offset &+ 1
    key.end = scan.end
    let value = try text.afterJSONColon(scan.end &+ 1)
    if !scan.isASCII { try text.checkUTF8(key.start, scan.end) }
    return (value, scan.hasEscapes ? try text.decodeJSONString(key.start, scan.end) : nil)
  }
}
