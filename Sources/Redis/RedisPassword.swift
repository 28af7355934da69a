internal import Glibc

/// Where the password for a Redis comes from: it is asked for whenever a connection is opened. Prints as its source.
public struct RedisPassword: Sendable, CustomStringConvertible, CustomReflectable, ExpressibleByStringLiteral {
  /// Where it comes from, for messages: `a text`, `file PATH`.
  public let source: String
  /// How long a connection lasts that was opened with it; then `AUTH` is sent once more, with a new one. `nil`: for ever.
  let lifetime: Duration?
  /// Whether asking again may give another one.
  let isRenewable: Bool
  let read: @Sendable () async throws(RedisError) -> String

  /// A password that is made when it is needed, such as a token that expires.
  /// - Parameters:
  ///   - source: where it comes from, for messages.
  ///   - lifetime: how long a connection lasts that was opened with it, above a minute; `nil` for ever.
  public init(source: String, lifetime: Duration?, read: @escaping @Sendable () async throws(RedisError) -> String) {
    self.init(source: source, lifetime: lifetime, isRenewable: true, read: read)
  }

  private init(source: String, lifetime: Duration?, isRenewable: Bool, read: @escaping @Sendable () async throws(RedisError) -> String) {
    self.source = source
    self.lifetime = lifetime
    self.isRenewable = isRenewable
    self.read = read
  }

  /// One that never changes.
  public static func text(_ text: String) -> RedisPassword {
    RedisPassword(source: "a text", lifetime: nil, isRenewable: false) { text }
  }

  /// One that never changes.
  public init(stringLiteral value: String) {
    self = .text(value)
  }

  /// The content of a file, without a line's end behind it; of at most 4 KiB. Read again for each connection, so that it can be rotated.
  public static func file(_ path: String) -> RedisPassword {
    RedisPassword(source: "file \(path)", lifetime: nil) { () throws(RedisError) in try contents(of: path) }
  }

  private static func contents(of path: String) throws(RedisError) -> String {
    // A pipe or device could block a thread of the pool: only regular files are read.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unreadable(path, "not a regular file") }
    var bytes = [UInt8](repeating: 0, count: largest + 1)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    guard count >= 0 else { throw unreadable(path, String(cString: strerror(errno))) }
    guard count <= largest else { throw unreadable(path, "more than \(largest) bytes") }
    var text = bytes[..<count]
    if text.last == 10 { text = text.dropLast() }
    if text.last == 13 { text = text.dropLast() }
    guard let password = String(validating: text, as: UTF8.self), !password.isEmpty else { throw unreadable(path, "no text") }
    return password
  }

  private static let largest = 4096

  private static func unreadable(_ path: String, _ why: String) -> RedisError {
    RedisError(.auth, "found \"\(why)\" as the password file \(path), expected a file with the password for Redis")
  }

  /// The source only.
  public var description: String { "password from \(source)" }

  /// As the description.
  public var customMirror: Mirror { Mirror(self, children: ["source": source]) }
}
