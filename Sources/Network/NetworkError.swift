/// Why there is no answer. Never holds headers, bodies, paths or queries: these may carry secrets.
public struct NetworkError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The kind of failure, as far as a caller may want to act differently.
  public enum Code: Sendable, Hashable {
    /// The host name has no address. Nothing was sent.
    case resolve
    /// No connection, refused or not made in time. Nothing was sent.
    case connect
    /// The TLS handshake failed or the certificate was not trusted. Nothing was sent.
    case tls
    /// Connected, but the answer was not complete in time. The request may have been carried out.
    case timedOut
    /// The connection ended before the answer was complete. The request may have been carried out.
    case connectionLost
    /// The calling task was cancelled. The request may have been carried out.
    case cancelled
    /// The event loop was stopped.
    case stopped
    /// Not tried, because connecting to this endpoint failed several times in a row. Nothing was sent.
    case unavailable
    /// Anything else, with libcurl's `CURLcode`.
    case other(Int)
  }

  /// The kind of failure.
  public let code: Code
  /// One line for people, beginning with the endpoint where there is one.
  public let message: String

  /// An error with a message that must not hold secrets.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The message.
  public var description: String { message }

  static let stopped = NetworkError(.stopped, "the event loop was stopped")
  static let cancelled = NetworkError(.cancelled, "cancelled")
}
