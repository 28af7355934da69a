/// Why a JSON document was refused, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where the refused thing begins.
  public let position: JSONPosition
  /// What was found and what was expected, in words for a person. May quote a number or one character of the document, never a string.
  public let message: String

  /// An error of the caller's own, for values that are JSON but not what it can use.
  public init(position: JSONPosition, message: String) {
    self.position = position
    self.message = message
  }

  /// `LINE:COLUMN: what was found, what was expected`.
  public var description: String { "\(position): \(message)" }
}
