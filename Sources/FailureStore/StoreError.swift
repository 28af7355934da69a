/// Why a store could not do what it was asked. The message is one line for people and holds no secret.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of failure this is.
  public enum Kind: Hashable, Sendable {
    /// It cannot be reached, read or written.
    case unavailable
    /// Another account or installation owns these keys.
    case owner
    /// The layout is of a newer version, or not ours.
    case schema
    /// Its address is wrong.
    case configuration
  }

  /// What kind of failure this is.
  public let kind: Kind
  /// What happened and what to do.
  public let message: String

  /// A failure of a store.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The message.
  public var description: String { message }
}
