/// Where strikes are kept.
public enum StoreLocation: Hashable, Sendable, CustomStringConvertible {
  /// A JSON file; the path is relative to the working directory, or absolute.
  case file(path: String)
  /// A Redis. The password is never part of it.
  case redis(RedisLocation)
  /// This process's memory: nothing is remembered from one sweep to the next. For trials.
  case memory

  /// Why a text is no location. Says what was found only as far as it cannot hold a password.
  public struct InvalidText: Error, Equatable, Sendable, CustomStringConvertible {
    let found: String
    let expected: String

    /// What was found and what was expected.
    public var description: String { "found \(found), expected \(expected)" }
  }

  /// Reads `file:PATH`, `redis://HOST[:PORT][/DATABASE]` (port 6379 and database 0 unless said; `rediss://` for TLS) or `memory:`.
  ///
  /// - Parameter folder: what a relative PATH is relative to; empty means the working directory.
  public init(text: String, relativeTo folder: String) throws(InvalidText) {
    if text.hasPrefix("file:") {
      self = .file(path: try Self.path(String(text.dropFirst(5)), folder))
    } else if text.hasPrefix("redis://") || text.hasPrefix("rediss://") {
      let url = try RedisURL(text)
      guard url.user == nil, url.password == nil else {
        throw InvalidText(found: "a user or a password in the store", expected: "only HOST, PORT and DATABASE")
      }
      self = .redis(url.location)
    } else if text == "memory:" {
      self = .memory
    } else {
      throw InvalidText(found: "a store of an unknown kind", expected: "\"file:PATH\" or \"redis://HOST:PORT/DATABASE\"")
    }
  }

  /// The form that is read.
  public var description: String {
    switch self {
    case .file(let path): "file:\(path)"
    case .redis(let location): location.description
    case .memory: "memory:"
    }
  }

  /// `file:/x` and `file:///x` are the same, as in URLs.
  private static func path(_ text: String, _ folder: String) throws(InvalidText) -> String {
    let path = text.hasPrefix("///") ? String(text.dropFirst(2)) : text
    guard !path.isEmpty, !path.hasPrefix("//"), !path.hasSuffix("/"), !path.utf8.contains(0) else {
      throw InvalidText(found: "no file's path after \"file:\"", expected: "\"file:PATH\"")
    }
    return path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
  }
}
