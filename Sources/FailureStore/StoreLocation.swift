/// Where a store is, as `--store`, the configuration or `REDIS_URL` say it.
public enum StoreLocation: Hashable, Sendable, CustomStringConvertible {
  /// In the process only. No text says this: it is what a plan without a store uses.
  case memory
  /// In one file; relative to what it was named in.
  case file(path: String)
  /// On a Redis over plain TCP.
  case redis(host: String, port: Int, database: Int, user: String?)

  /// The variable that holds the password of a Redis.
  public static let passwordVariable = "ECS_AGENT_MONITOR_REDIS_PASSWORD"

  /// Reads `file:PATH` or `redis://[USER@]HOST[:PORT][/DATABASE]`. The port is 6379 and the database 0 where none is said.
  ///
  /// A password is refused, and never repeated in the message.
  public init(text: String) throws(StoreError) {
    let expected = "expected file:PATH or redis://HOST:PORT/DATABASE"
    if let path = text.droppingPrefix("file:") {
      if path.isEmpty || path.utf8.contains(0) || path.hasSuffix("/") {
        throw StoreError(.configuration, "found the store '\(text)', which names no file; \(expected)")
      }
      self = .file(path: String(path))
    } else if let rest = text.droppingPrefix("redis://") {
      self = try Self.redis(rest)
    } else if text.hasPrefix("rediss://") {
      throw StoreError(.configuration, "found a store with rediss://: this version speaks to Redis without TLS only; \(expected)")
    } else {
      // Not quoted whole: it may hold a password.
      let scheme = text.prefix { $0.isLetter && $0.isASCII }
      throw StoreError(.configuration, "found a store that begins with '\(scheme)'; \(expected)")
    }
  }

  /// The same place, with a relative path taken from `folder`.
  public func relative(to folder: String) -> StoreLocation {
    guard case .file(let path) = self, !path.hasPrefix("/"), !folder.isEmpty, folder != "." else { return self }
    return .file(path: folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)")
  }

  /// The text that ``init(text:)`` reads; `memory` for the one without. Holds no secret.
  public var description: String {
    switch self {
    case .memory: "memory"
    case .file(let path): "file:\(path)"
    case .redis(let host, let port, let database, let user):
      "redis://\(user.map { "\($0)@" } ?? "")\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
    }
  }

  // The parts are not quoted in messages: a password can stand in a wrong place.
  private static let expectedRedis = "expected redis://HOST:PORT/DATABASE"

  private static func redis(_ text: Substring) throws(StoreError) -> StoreLocation {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let authority = parts[0].split(separator: "@", omittingEmptySubsequences: false)
    if authority.dropLast().contains(where: { $0.contains(":") }) || authority.count > 2
      || parts.dropFirst().contains(where: { $0.contains("@") })
    {
      throw StoreError(
        .configuration, "found a password in the store's address: put it into the environment variable \(passwordVariable) instead")
    }
    let user = authority.count == 2 && !authority[0].isEmpty ? String(authority[0]) : nil
    let (host, port) = try hostAndPort(authority[authority.count - 1])
    var database = 0
    if parts.count == 2, !parts[1].isEmpty {
      guard let number = decimal(parts[1]), number <= 65535 else {
        throw StoreError(.configuration, "found a Redis database that is no number; \(expectedRedis)")
      }
      database = number
    }
    return .redis(host: host, port: port, database: database, user: user)
  }

  private static func hostAndPort(_ text: Substring) throws(StoreError) -> (String, Int) {
    var host = text
    var port: Substring?
    if text.first == "[", let end = text.lastIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      let rest = text[text.index(after: end)...]
      if !rest.isEmpty { port = rest.first == ":" ? rest.dropFirst() : rest }
    } else if let colon = text.lastIndex(of: ":") {
      host = text[..<colon]
      port = text[text.index(after: colon)...]
    }
    let allowed = host.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._:".contains($0)) }
    if host.isEmpty || !allowed || (host.contains(":") && text.first != "[") {
      throw StoreError(.configuration, "found no Redis host that is a name or an address (IPv6 in brackets); \(expectedRedis)")
    }
    guard let port else { return (String(host), 6379) }
    guard let number = decimal(port), (1...65535).contains(number) else {
      throw StoreError(.configuration, "found a Redis port that is not 1 to 65535; \(expectedRedis)")
    }
    return (String(host), number)
  }

  private static func decimal(_ text: Substring) -> Int? {
    !text.isEmpty && text.utf8.count <= 9 && text.utf8.allSatisfy({ (48...57).contains($0) }) ? Int(text) : nil
  }
}

extension String {
  fileprivate func droppingPrefix(_ prefix: String) -> Substring? {
    hasPrefix(prefix) ? dropFirst(prefix.count) : nil
  }
}
