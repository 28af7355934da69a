/// Where a server listens.
struct RedisAddress: Hashable, Sendable, CustomStringConvertible {
  /// A name or an address (IPv6 without brackets).
  let host: String
  /// 1…65535.
  let port: Int

  var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// Whether the host is a number and no name.
  var isNumeric: Bool { host.contains(":") || host.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 } }
}
