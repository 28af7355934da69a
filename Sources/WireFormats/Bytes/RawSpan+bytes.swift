/// Unchecked reads for the scanners of this module: every caller compares the offset with `byteCount` first.
extension RawSpan {
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 {
    unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  /// Eight bytes from `offset`, the first in the lowest bits.
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
  }

  /// The first offset that is not a space, tab, line feed or carriage return: the white space of both formats.
  @inline(__always)
  func afterWhiteSpace(_ from: Int) -> Int {
    var offset = from
    while offset < byteCount, byte(offset) <= 0x20, isWhiteSpace(byte(offset)) { offset &+= 1 }
    return offset
  }

  /// UTF-8's byte order mark, as some editors write it; it counts as nothing.
  var hasByteOrderMark: Bool {
    byteCount >= 3 && byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF
  }

  func isEqual(to literal: StaticString, from start: Int, to end: Int) -> Bool {
    guard literal.hasPointerRepresentation, literal.utf8CodeUnitCount == end &- start else { return false }
    let expected = unsafe literal.utf8Start
    for index in 0..<(end &- start) where unsafe expected[index] != byte(start &+ index) { return false }
    return true
  }

  /// The offset after what stands at `start` of the beginning of `literal`.
  func afterPrefix(_ literal: StaticString, _ start: Int) -> Int {
    let expected = unsafe literal.utf8Start
    let most = Swift.min(literal.utf8CodeUnitCount, byteCount &- start)
    var length = 0
    while length < most, unsafe expected[length] == byte(start &+ length) { length &+= 1 }
    return start &+ length
  }

  /// Whether the same bytes stand at `start` as in `other`.
  func isSame(_ start: Int, _ other: Range<Int>) -> Bool {
    guard start &+ other.count <= byteCount else { return false }
    for index in 0..<other.count where byte(start &+ index) != byte(other.lowerBound &+ index) { return false }
    return true
  }

  /// Line and column from 1; the column counts code points, so that it agrees with what an editor shows.
  func lineAndColumn(_ offset: Int) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    let start = hasByteOrderMark ? 3 : 0
    for index in start..<Swift.max(start, Swift.min(offset, byteCount)) {
      let byte = byte(index)
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }
}

@inline(__always)
func isWhiteSpace(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}

/// The highest bit of each byte of `word` that equals `byte`; above the lowest such bit others may be set wrongly.
@inline(__always)
func marks(of byte: UInt8, in word: UInt64) -> UInt64 {
  let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
  return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
}
