/// Why an XML document was refused, and where.
public struct XMLError: Error, Equatable, Sendable, CustomStringConvertible {
  /// From 1; lines end with a line feed.
  public let line: Int
  /// From 1, counted in code points.
  public let column: Int
  /// What was found and what was expected, in words for a person. Quotes element names, never their text.
  public let message: String

  /// An error of the caller's own, for elements that are XML but not what it can use.
  public init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  /// `LINE:COLUMN: what was found, what was expected`.
  public var description: String { "\(line):\(column): \(message)" }
}

extension RawSpan {
  func xmlError(_ offset: Int, _ message: String) -> XMLError {
    let (line, column) = lineAndColumn(offset)
    return XMLError(line: line, column: column, message: message)
  }

  func xmlEndError(_ expected: String) -> XMLError {
    xmlError(byteCount, "found the end of the document, expected \(expected)")
  }
}
