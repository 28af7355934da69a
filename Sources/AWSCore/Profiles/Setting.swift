/// One thing a user has set, and where: messages can name the place. Its description is the place only.
public struct Setting: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  /// What is set; never empty.
  public let text: String
  /// A variable's name, or a key with its profile, file and line.
  public let source: String

  /// The place.
  public var description: String { source }

  /// Hides the text from `dump` and from reflection.
  public var customMirror: Mirror { Mirror(self, children: ["source": source]) }
}
