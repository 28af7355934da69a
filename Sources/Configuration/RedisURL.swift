/// A `redis://` or `rediss://` URL taken apart, as the variable `REDIS_URL` may hold it with its password. What it prints as leaves user and password out.
public struct RedisURL: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A name or address; an IPv6 address without its brackets.
  public let host: String
  /// 1…65535, default 6379.
  public let port: Int
  /// From 0, default 0.
  public let database: Int
  /// The ACL user, percent-decoded; nil means the default user.
  public let user: String?
  /// The password, percent-decoded.
  public let password: String?
  /// Whether it says `rediss`: TLS.
  public let isTLS: Bool

  /// Reads `redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, `rediss://` for TLS.
  public init(_ text: String) throws(StoreLocation.InvalidText) {
    guard let scheme = ["redis://", "rediss://"].first(where: { text.hasPrefix($0) }) else {
      throw StoreLocation.InvalidText(
        found: "neither \"redis://\" nor \"rediss://\" at the start", expected: "\"redis://HOST:PORT/DATABASE\"")
    }
    isTLS = scheme == "rediss://"
    var rest = text.dropFirst(scheme.count)
    // The last "@" ends user and password: a password may hold one, a host never.
    if let at = rest.lastIndex(of: "@") {
      let parts = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard let user = Self.decoded(parts[0]), let password = Self.decoded(parts.count > 1 ? parts[1] : "") else {
        throw StoreLocation.InvalidText(found: "a broken % in the URL's user or password", expected: "% and two hexadecimal digits")
      }
      self.user = user.isEmpty ? nil : user
      self.password = password.isEmpty ? nil : password
      rest = rest[rest.index(after: at)...]
    } else {
      user = nil
      password = nil
    }
    let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    (host, port) = try Self.address(parts[0])
    guard parts.count > 1, !parts[1].isEmpty else {
      database = 0
      return
    }
    guard let number = Self.number(parts[1], 0...1_000_000) else {
      throw StoreLocation.InvalidText(found: "no number after the host of the Redis URL", expected: "a database's number such as \"/0\"")
    }
    database = number
  }

  /// The Redis that it leads to, with the user, without the password.
  public var location: RedisLocation {
    RedisLocation(host: host, port: port, database: database, tls: isTLS ? .init() : nil, login: .password(user: user, file: nil))
  }

  private static func address(_ text: Substring) throws(StoreLocation.InvalidText) -> (String, Int) {
    let host: Substring
    let rest: Substring
    if text.first == "[", let end = text.firstIndex(of: "]") {
      host = text[..<end].dropFirst()
      rest = text[end...].dropFirst()
    } else {
      host = text.prefix { $0 != ":" }
      rest = text.dropFirst(host.count)
    }
    guard !host.isEmpty, host.utf8.allSatisfy({ isHostByte($0) || (text.first == "[" && $0 == UInt8(ascii: ":")) }) else {
      throw StoreLocation.InvalidText(found: "no host in the Redis URL", expected: "\"redis://HOST:PORT/DATABASE\"")
    }
    if rest.isEmpty { return (String(host), 6379) }
    guard rest.first == ":", let port = number(rest.dropFirst(), 1...65535) else {
      throw StoreLocation.InvalidText(found: "no port after the host of the Redis URL", expected: "a number from 1 to 65535")
    }
    return (String(host), port)
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || isNameByte(byte, or: "-.")
  }

  private static func number(_ text: Substring, _ range: ClosedRange<Int>) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text), range.contains(number) else { return nil }
    return number
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, let value = UInt8(String(Substring(digits)), radix: 16), digits.first != UInt8(ascii: "+") else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// Without user and password.
  public var description: String { location.description }

  /// Without user and password.
  public var debugDescription: String { description }

  /// Without user and password.
  public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
