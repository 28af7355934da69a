/// Scheme, host and port of a URL: what connections, caps and the circuit are counted by. User information is left out, it may hold a password.
struct Endpoint: Hashable, Sendable, CustomStringConvertible {
  let description: String

  /// `nil` unless `url` is an absolute http or https URL with a host.
  init?(url: String) {
    let bytes = Array(url.utf8)
    let scheme: String
    if url.hasPrefix("https://") {
      scheme = "https://"
    } else if url.hasPrefix("http://") {
      scheme = "http://"
    } else {
      return nil
    }
    let rest = bytes[scheme.utf8.count...]
    let authority = rest.prefix { !"/?#".utf8.contains($0) }
    let host = authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
    if host.isEmpty || host.contains(where: { $0 <= 0x20 || $0 == 0x7F }) { return nil }
    description = scheme + String(decoding: host, as: UTF8.self).lowercased()
  }

  /// `nil` unless `host` is a name or an address and `port` a port.
  init?(host: String, port: Int, tls: Bool) {
    let allowed = { (byte: UInt8) in
      byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ":")
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    if host.isEmpty || !host.utf8.allSatisfy(allowed) || !(1...65535).contains(port) { return nil }
    let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    description = "\(tls ? "https" : "http")://\(name):\(port)"
  }
}
