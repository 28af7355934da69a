/// Signs requests with AWS Signature Version 4 in the `Authorization` header.
///
/// A value that is made anew for each set of credentials, day, Region and service, around a key that its user caches.
public struct Signer: Sendable, CustomStringConvertible, CustomReflectable {
  /// The access key id, which names the key in the signature and is no secret.
  public let accessKeyID: String
  let key: SigningKey
  let sessionToken: String?

  /// - Parameter sessionToken: of temporary credentials; it is sent in `X-Amz-Security-Token` and signed.
  public init(accessKeyID: String, key: SigningKey, sessionToken: String?) {
    self.accessKeyID = accessKeyID
    self.key = key
    self.sessionToken = sessionToken
  }

  /// Signs a request and returns the headers to add to it: `X-Amz-Date`, `X-Amz-Security-Token` for temporary credentials, `Authorization`.
  ///
  /// - Parameters:
  ///   - host: what the `Host` header will say: with the port only where it is not the scheme's own.
  ///   - path: the path of the request line, encoded; empty counts as `/`.
  ///   - query: not encoded, in any order.
  ///   - headers: those to sign beside the ones added here; the request may carry others, such as `User-Agent`.
  ///   - date: now, `YYYYMMDDTHHMMSSZ`, on the day of the key's scope. AWS takes it up to 5 minutes off.
  public func sign(
    method: String, host: String, path: String = "/", query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)], body: [UInt8], date: String
  ) -> [(name: String, value: String)] {
    let (request, added) = canonicalRequest(
      method: method, host: host, path: path, query: query, headers: headers, body: body, date: date)
    let signature = key.signature(of: stringToSign(for: request, date: date))
    let authorization =
      "AWS4-HMAC-SHA256 Credential=\(accessKeyID)/\(key.scope.text), SignedHeaders=\(request.signedHeaders), Signature=\(signature)"
    return added + [("Authorization", authorization)]
  }

  /// Names the access key id and the scope, never the key or the session token.
  public var description: String { "signer of \(accessKeyID) for \(key.scope.text)" }

  /// Hides the key and the session token from `dump` and from reflection.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID, "scope": key.scope]) }

  func canonicalRequest(
    method: String, host: String, path: String, query: [(name: String, value: String)],
    headers: [(name: String, value: String)], body: [UInt8], date: String
  ) -> (request: CanonicalRequest, added: [(name: String, value: String)]) {
    var added = [(name: "X-Amz-Date", value: date)]
    if let sessionToken { added.append(("X-Amz-Security-Token", sessionToken)) }
    let request = CanonicalRequest(
      method: method, path: path, query: query, headers: headers + added + [("host", host)], payloadHash: SHA256.hex(body))
    return (request, added)
  }

  func stringToSign(for request: CanonicalRequest, date: String) -> [UInt8] {
    var text = Array("AWS4-HMAC-SHA256\n\(date)\n\(key.scope.text)\n".utf8)
    Hex.append(SHA256.digest(request.bytes), to: &text)
    return text
  }
}
