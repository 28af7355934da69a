/// Where a service of a Region listens, and what its signatures name.
public struct Endpoint: Hashable, Sendable {
  /// To send requests to; ends in the path.
  public let url: String
  /// What `Host` says: with the port only where it is not the scheme's own.
  public let host: String
  /// Encoded, `/` for AWS's own endpoints.
  public let path: String
  /// The Region that stands in signatures: another than the one that was asked for where a service is at home in one.
  public let signingRegion: String

  /// AWS's own endpoint.
  init(of prefix: String, in region: String, _ variant: EndpointVariant) {
    let partition = Partition.of(region: region)
    let irregular = IrregularEndpoint.find(prefix, in: region, of: partition, variant)
    let home = irregular?.home ?? region
    let first = irregular?.prefix ?? (variant.isFIPS ? "\(prefix)-fips" : prefix)
    self.init(host: irregular?.host ?? "\(first).\(home).\(partition.suffix(variant))", signingRegion: home)
  }

  /// AWS's own endpoint of this name.
  init(host: String, signingRegion: String) {
    self.host = host
    self.signingRegion = signingRegion
    path = "/"
    url = "https://\(host)/"
  }

  /// A custom one: `http://` or `https://`, a host, perhaps a port and a path. Nil for anything else.
  init?(custom text: String, signingRegion: String) {
    guard let (isTLS, rest) = Self.scheme(of: text) else { return nil }
    let authority = rest.prefix { $0 != "/" }
    let path = rest.dropFirst(authority.count)
    let isPlain = text.utf8.allSatisfy { (33...126).contains($0) } && !text.contains { "?#@\\".contains($0) }
    guard isPlain, let host = Self.host(of: authority, isTLS: isTLS) else { return nil }
    self.host = host
    self.signingRegion = signingRegion
    self.path = path.isEmpty ? "/" : String(path)
    self.url = "\(isTLS ? "https" : "http")://\(authority)\(self.path)"
  }

  /// What lies behind it.
  /// - Parameter path: without the slash before it; encoded.
  func appending(_ path: String) -> Endpoint {
    let slash = self.path.hasSuffix("/") ? "" : "/"
    return Endpoint(url: url + slash + path, host: host, path: self.path + slash + path, signingRegion: signingRegion)
  }

  private init(url: String, host: String, path: String, signingRegion: String) {
    (self.url, self.host, self.path, self.signingRegion) = (url, host, path, signingRegion)
  }

  private static func scheme(of text: String) -> (isTLS: Bool, rest: Substring)? {
    let lower = text.lowercased()
    if lower.hasPrefix("https://") { return (true, text.dropFirst("https://".count)) }
    if lower.hasPrefix("http://") { return (false, text.dropFirst("http://".count)) }
    return nil
  }

  private static func host(of authority: Substring, isTLS: Bool) -> String? {
    let nameEnd = authority.hasPrefix("[") ? authority.lastIndex(of: "]").map(authority.index(after:)) : authority.lastIndex(of: ":")
    let name = authority[..<(nameEnd ?? authority.endIndex)].lowercased()
    let port = authority.dropFirst(name.count)
    guard !name.isEmpty, name.hasPrefix("[") || !name.contains(":") else { return nil }
    if port.isEmpty { return name }
    guard port.hasPrefix(":"), let number = Int(port.dropFirst()), (1...65535).contains(number) else { return nil }
    return number == (isTLS ? 443 : 80) ? name : "\(name):\(number)"
  }
}
