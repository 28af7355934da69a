import NIOCore
import NIOHTTP1

/// The canonical request of SigV4: method, path, query, headers, their names, hash of the body; joined by LF.
enum CanonicalRequest {
  static func bytes(_ request: Request, signedHeaders: [String]) -> [UInt8] {
    var canonical: [UInt8] = []
    canonical.reserveCapacity(512)
    func line(_ text: some Sequence<UInt8>) {
      canonical.append(contentsOf: text)
      canonical.append(0x0A)
    }
    let parts = request.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    line(request.method.utf8)
    line(path(parts.first ?? ""))
    line((parts.count > 1 ? query(parts[1]) : "").utf8)
    for name in signedHeaders {
      canonical.append(contentsOf: name.utf8)
      canonical.append(UInt8(ascii: ":"))
      line(request.headers[name].map(collapsed).joined(separator: ",").utf8)
    }
    canonical.append(0x0A)
    line(signedHeaders.joined(separator: ";").utf8)
    Digest.appendHex(request.body.withUnsafeReadableBytes { Digest.sha256($0) }, to: &canonical)
    return canonical
  }

  /// The path as sent, encoded once more, as every service but S3 has it.
  private static func path(_ path: Substring) -> [UInt8] {
    path.isEmpty || path == "/" ? [UInt8(ascii: "/")] : Array(encoded(path, keeping: "/").utf8)
  }

  private static func query(_ query: Substring) -> String {
    var pairs: [(String, String)] = []
    for pair in query.split(separator: "&") {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      pairs.append((encoded(halves[0], keeping: "%"), halves.count > 1 ? encoded(halves[1], keeping: "%") : ""))
    }
    return pairs.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
  }

  private static func encoded(_ text: Substring, keeping kept: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let scalar = Character(Unicode.Scalar(byte))
      if scalar.isASCII, scalar.isLetter || scalar.isNumber || "-_.~".contains(scalar) || kept.contains(scalar) {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(contentsOf: (byte < 16 ? "0" : "").utf8)
        bytes.append(contentsOf: String(byte, radix: 16, uppercase: true).utf8)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func collapsed(_ value: String) -> String {
    value.utf8.contains(0x20) || value.utf8.contains(0x09) ? value.split { $0 == " " || $0 == "\t" }.joined(separator: " ") : value
  }
}
