extension RawSpan {
  /// The first offset at which the text between the offsets is not UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
  func firstInvalidUTF8(_ start: Int, _ end: Int) -> Int? {
    var offset = start
    while offset < end {
      let first = byte(offset)
      let (length, second): (Int, ClosedRange<UInt8>)
      switch first {
      case 0x00...0x7F:
        offset &+= 1
        continue
      case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
      case 0xE0: (length, second) = (3, 0xA0...0xBF)
      case 0xE1...0xEC, 0xEE, 0xEF: (length, second) = (3, 0x80...0xBF)
      case 0xED: (length, second) = (3, 0x80...0x9F)
      case 0xF0: (length, second) = (4, 0x90...0xBF)
      case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
      case 0xF4: (length, second) = (4, 0x80...0x8F)
      default: return offset
      }
      guard offset &+ length <= end, second.contains(byte(offset &+ 1)) else { return offset }
      for index in (offset &+ 2)..<(offset &+ length) where byte(index) & 0xC0 != 0x80 { return offset }
      offset &+= length
    }
    return nil
  }

  /// The text between the offsets, which must be UTF-8 already.
  func string(_ start: Int, _ end: Int) -> String {
    unsafe extracting(unchecked: start..<end).withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
