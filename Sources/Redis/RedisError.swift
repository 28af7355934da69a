/// Why there is no reply. Never holds passwords, keys or values.
public struct RedisError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: Sendable, Hashable {
    /// No connection: name, refused, not in time, or TLS.
    case connect
    /// The server wants a password, or another one, or another user.
    case auth
    /// The server answered the opening of the connection with an error of this code, such as `ERR` for a database that does not exist.
    case server(String)
    /// The server does not serve at the moment: it loads its data, or has no room for another client.
    case unavailable
    /// No reply in time.
    case timedOut
    /// The connection was closed before the reply, or the client is not running (any more).
    case closed
    /// The server sent what is no reply.
    case `protocol`
    /// The calling task was cancelled before anything was sent.
    case cancelled
  }

  /// The kind of failure.
  public let code: Code
  /// One line for people.
  public let message: String
  /// Whether commands were, at least in part, given to the connection: they may have been carried out.
  public let wasSent: Bool

  /// An error of whoever makes a `RedisPassword`. The message must hold no secret.
  public init(_ code: Code, _ message: String) {
    self.init(code, message, wasSent: false)
  }

  init(_ code: Code, _ message: String, wasSent: Bool) {
    self.code = code
    self.message = message
    self.wasSent = wasSent
  }

  /// The message.
  public var description: String { message }

  static let ended = RedisError(.closed, "the Redis client has ended")
  static let cancelled = RedisError(.cancelled, "cancelled")

  func sent() -> RedisError { RedisError(code, message, wasSent: true) }
}
