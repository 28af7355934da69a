/// Writes commands as they go over the wire, as arrays of byte strings, into memory that is known to be large enough.
///
/// By hand: a third of the cost of hiredis' formatter.
struct RESPEncoder {
  private let buffer: UnsafeMutableRawBufferPointer
  private var count = 0

  /// The bytes of all these commands; `size` is their size in all.
  static func bytes(of parts: [ArraySlice<RedisCommand>], size: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var encoder = RESPEncoder(buffer: UnsafeMutableRawBufferPointer(buffer))
      for commands in parts {
        for command in commands { command.encode(to: &encoder) }
      }
      count = encoder.count
    }
  }

  private init(buffer: UnsafeMutableRawBufferPointer) {
    self.buffer = buffer
  }

  mutating func beginArray(_ count: Int) {
    append(UInt8(ascii: "*"), count)
  }

  mutating func append(_ word: String) {
    word.utf8.span.withUnsafeBytes { append($0) }
  }

  mutating func append(_ word: UnsafeRawBufferPointer) {
    append(UInt8(ascii: "$"), word.count)
    UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).copyMemory(from: word)
    count += word.count
    endLine()
  }

  private mutating func append(_ mark: UInt8, _ number: Int) {
    buffer[count] = mark
    let size = Self.digits(of: number)
    var rest = number
    for place in stride(from: count + size, to: count, by: -1) {
      buffer[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += 1 + size
    endLine()
  }

  private mutating func endLine() {
    buffer[count] = 13
    buffer[count + 1] = 10
    count += 2
  }

  // MARK: Sizes

  /// Bytes of an array's first line: mark, number, end.
  static func size(array count: Int) -> Int { 1 + digits(of: count) + 2 }

  /// Bytes of a string of `count` bytes.
  static func size(string count: Int) -> Int { size(array: count) + count + 2 }

  static func size(of word: String) -> Int { size(string: word.utf8.count) }

  private static func digits(of number: Int) -> Int {
    var (digits, rest) = (1, number)
    while rest >= 10 { (digits, rest) = (digits + 1, rest / 10) }
    return digits
  }
}
