/// An answer that says success and cannot be used.
public struct MalformedAnswer: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it, never quoting it at length.
  public let description: String

  /// - Parameter description: what is wrong, one line.
  public init(_ description: String) {
    self.description = description
  }
}
