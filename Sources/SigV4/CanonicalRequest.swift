/// The one spelling of a request that both sides hash.
///
/// Six parts, joined by line feeds: method, path, query, header block (ends with a line feed of its own), signed header names, payload
/// hash.
public struct CanonicalRequest: Sendable {
  /// The canonical request, UTF-8, without a line feed at its end.
  public let bytes: [UInt8]
  /// The names of the signed headers: lower case, sorted, joined by `;`.
  public let signedHeaders: String

  /// - Parameters:
  ///   - path: the path as it stands in the request line; dot segments and doubled slashes are removed, the rest is encoded once more.
  ///   - query: names and values, not encoded, in any order.
  ///   - headers: every header to sign, `host` included; several of one name are joined by commas in their order.
  ///   - payloadHash: the lower-case hexadecimal SHA-256 of exactly the bytes that are sent.
  public init(
    method: String, path: String, query: [(name: String, value: String)] = [], headers: [(name: String, value: String)], payloadHash: String
  ) {
    let lineFeed = UInt8(ascii: "\n")
    let headers = Self.canonical(headers)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(512)
    bytes.append(contentsOf: method.utf8)
    bytes.append(lineFeed)
    PercentEncoding.append(Self.normalized(path), keepingSlashes: true, to: &bytes)
    bytes.append(lineFeed)
    bytes.append(contentsOf: Self.query(query).utf8)
    bytes.append(lineFeed)
    for header in headers {
      bytes.append(contentsOf: header.name.utf8)
      bytes.append(UInt8(ascii: ":"))
      bytes.append(contentsOf: header.value)
      bytes.append(lineFeed)
    }
    bytes.append(lineFeed)
    self.signedHeaders = headers.map(\.name).joined(separator: ";")
    bytes.append(contentsOf: signedHeaders.utf8)
    bytes.append(lineFeed)
    bytes.append(contentsOf: payloadHash.utf8)
    self.bytes = bytes
  }

  /// The canonical query: encoded, sorted, joined by `&`. Whoever sends just this sends what is signed.
  /// - Parameter query: names and values, not encoded, in any order.
  public static func query(_ query: [(name: String, value: String)]) -> String {
    if query.isEmpty { return "" }
    var bytes: [UInt8] = []
    let pairs = query.map { (name: PercentEncoding.encode($0.name), value: PercentEncoding.encode($0.value)) }
    let sorted = pairs.sorted { left, right in
      left.name == right.name
        ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
    }
    for (index, pair) in sorted.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: "&")) }
      bytes.append(contentsOf: pair.name)
      bytes.append(UInt8(ascii: "="))
      bytes.append(contentsOf: pair.value)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func canonical(_ headers: [(name: String, value: String)]) -> [(name: String, value: [UInt8])] {
    var all: [(name: String, value: [UInt8])] = []
    all.reserveCapacity(headers.count)
    for header in headers {
      let name = header.name.lowercased()
      let value = collapsed(header.value)
      if let same = all.firstIndex(where: { $0.name == name }) {
        all[same].value.append(UInt8(ascii: ","))
        all[same].value.append(contentsOf: value)
      } else {
        all.append((name, value))
      }
    }
    return all.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }

  /// Without blanks at its ends, and with one space for each run of blanks inside.
  private static func collapsed(_ value: String) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(value.utf8.count)
    var pending = false
    for byte in value.utf8 {
      if byte == UInt8(ascii: " ") || (9...13).contains(byte) {
        pending = !bytes.isEmpty
      } else {
        if pending { bytes.append(UInt8(ascii: " ")) }
        pending = false
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func normalized(_ path: String) -> String {
    guard path.contains("//") || path.contains("/.") else { return path.isEmpty ? "/" : path }
    var kept: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = kept.popLast() } else { kept.append(part) }
    }
    let endsInSlash = path.hasSuffix("/") && !kept.isEmpty
    return "/" + kept.joined(separator: "/") + (endsInSlash ? "/" : "")
  }
}
