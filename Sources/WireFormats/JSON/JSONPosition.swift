/// A place in a JSON document.
public struct JSONPosition: Comparable, Hashable, Sendable, CustomStringConvertible {
  /// From 1; lines end with a line feed.
  public let line: Int
  /// From 1, counted in code points.
  public let column: Int

  /// A place that the caller knows; both numbers count from 1.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// `LINE:COLUMN`.
  public var description: String { "\(line):\(column)" }

  /// In the order of the document.
  public static func < (left: JSONPosition, right: JSONPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
