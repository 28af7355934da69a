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
    var parts: [Substring: Substring] = [:]
    for part in text.dropFirst(prefix.count).split(separator: ",") {
      let trimmed = part.drop { $0 == " " }
      guard let equals = trimmed.firstIndex(of: "=") else { return nil }
      parts[trimmed[..<equals]] = trimmed[trimmed.index(after: equals)...]
    }
    guard let credential = parts["Credential"], let headers = parts["SignedHeaders"], let signature = parts["Signature"] else { return nil }
    let scope = credential.split(separator: "/", omittingEmptySubsequences: false)
    guard scope.count == 5, scope[4] == "aws4_request" else { return nil }
    accessKey = String(scope[0])
    day = String(scope[1])
    region = String(scope[2])
    service = String(scope[3])
    signedHeaders = headers.split(separator: ";").map(String.init)
    self.signature = String(signature)
  }

  /// `YYYYMMDD/region/service/aws4_request`.
  var scope: String {
    "\(day)/\(region)/\(service)/aws4_request"
  }
}
