/// Why the function cannot go on: its process has to end.
public struct RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line for people.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
