/// The parts of `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
struct AuthorizationHeader: Equatable {
  let accessKey: String
  /// `YYYYMMDD` of the credential scope.
  let day: String
  let region: String
  let service: String
  let signedHeaders: [String]
  let signature: String

  init?(_ text: String) {
    let prefix = "AWS4-HMAC-SHA256 "
    guard text.hasPrefix(prefix) else { return nil }
    var credential: Substring?
    var headers: Substring?
    var signature: Substring?
    // Over the bytes, not the characters: this is done for every request.
    for part in text.utf8.dropFirst(prefix.utf8.count).split(separator: UInt8(ascii: ",")) {
      let trimmed = Substring(part.drop { $0 == UInt8(ascii: " ") })
      guard let equals = trimmed.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
      let value = trimmed[trimmed.utf8.index(after: equals)...]
      switch trimmed[..<equals] {
      case "Credential": credential = value
      case "SignedHeaders": headers = value
      case "Signature": signature = value
      default: return nil
      }
    }
    guard let credential, let headers, let signature else { return nil }
    let scope = Self.split(credential, at: "/")
    guard scope.count == 5, scope[4] == "aws4_request" else { return nil }
    accessKey = scope[0]
    day = scope[1]
    region = scope[2]
    service = scope[3]
    signedHeaders = Self.split(headers, at: ";")
    self.signature = String(signature)
  }

  private static func split(_ text: Substring, at separator: Unicode.Scalar) -> [String] {
    text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }

  /// `YYYYMMDD/region/service/aws4_request`.
  var scope: String {
    "\(day)/\(region)/\(service)/aws4_request"
  }
}
