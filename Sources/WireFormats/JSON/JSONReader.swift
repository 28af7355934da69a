/// Reads JSON (RFC 8259) piece by piece, straight over the bytes: the caller asks for what it expects, and skips the rest cheaply.
///
/// What is skipped is checked against the whole grammar too; only lone surrogates and bytes that are not UTF-8 pass there.
/// Members with the same name are all handed to the caller. A value of another kind than asked for is left unread, so the
/// caller may note the error and `skip()`.
public struct JSONReader: Sendable {
  let bytes: [UInt8]
  let maximumDepth: Int
  /// The next byte to read; at a value, never at the white space before it.
  var offset: Int
  var depth = 0

  /// - Parameters:
  ///   - bytes: one document; a byte order mark before it is passed over.
  ///   - maximumDepth: how deep objects and arrays may nest, 1…64.
  public init(_ bytes: [UInt8], maximumDepth: Int = 64) {
    self.bytes = bytes
    self.maximumDepth = min(max(maximumDepth, 1), 64)
    let start = bytes.span.bytes.hasByteOrderMark ? 3 : 0
    self.offset = bytes.span.bytes.afterWhiteSpace(start)
  }

  /// Reads a whole document: one value and nothing but white space after it.
  public static func read<T: JSONReadable>(_ type: T.Type, from bytes: [UInt8]) throws(JSONError) -> T {
    var reader = JSONReader(bytes)
    let value = try T(from: &reader)
    try reader.end()
    return value
  }

  /// The kind of the next value, which is not read.
  public func peek() throws(JSONError) -> JSONKind {
    let text = bytes.span.bytes
    guard let kind = text.jsonKind(offset) else { throw text.jsonError(offset, expected: "a value") }
    return kind
  }

  /// Whether the next value is the string `literal`, which is not read. Makes no `String`: for long lists of which few count.
  public func isNext(_ literal: StaticString) -> Bool {
    let text = bytes.span.bytes
    guard text.jsonKind(offset) == .string else { return false }
    let start = offset &+ 1
    let end = text.afterPrefix(literal, start)
    guard end < text.byteCount else { return false }
    switch text.byte(end) {
    case UInt8(ascii: "\""): return end &- start == literal.utf8CodeUnitCount
    case UInt8(ascii: "\\"): return isNextDecoded(literal)
    default: return false
    }
  }

  /// The same for a string with escapes. One that is broken is not it; whoever reads it learns what is wrong.
  private func isNextDecoded(_ literal: StaticString) -> Bool {
    var copy = self
    do { return try copy.string() == literal.description } catch { return false }
  }

  /// Where the next value begins. Counted from the start of the document each time it is asked for.
  public var position: JSONPosition { bytes.span.bytes.jsonPosition(offset) }

  /// Where the key's opening quote stands.
  public func position(of key: JSONKey) -> JSONPosition { position(ofByte: key.byteOffset) }

  /// Where the next value begins, in bytes from the start of the document: free, and good for `position(ofByte:)` should it be needed.
  public var byteOffset: Int { offset }

  /// The line and column of this byte.
  public func position(ofByte byteOffset: Int) -> JSONPosition { bytes.span.bytes.jsonPosition(byteOffset) }

  /// An error of the caller's own, at the next value unless said otherwise.
  public func error(_ message: String, at position: JSONPosition? = nil) -> JSONError {
    JSONError(position: position ?? self.position, message: message)
  }

  /// Passes over one value.
  public mutating func skip() throws(JSONError) {
    offset = try bytes.span.bytes.afterJSONValue(offset, depth: depth, maximumDepth: maximumDepth)
  }

  /// Makes sure that the document ends here.
  public mutating func end() throws(JSONError) {
    offset = bytes.span.bytes.afterWhiteSpace(offset)
    if offset < bytes.count { throw bytes.span.bytes.jsonError(offset, expected: "the end of the document") }
  }
}
