/// A message that was published.
public struct MockMessage: Sendable, Equatable {
  /// Seconds since 1970 by the mock's clock.
  public var time: Double
  /// Where it was published.
  public var topic: String
  /// As in the answer.
  public var id: String
  /// `nil` where none was given.
  public var subject: String?
  /// The text.
  public var body: String
  /// String and number attributes, by name.
  public var attributes: [String: String]
}
