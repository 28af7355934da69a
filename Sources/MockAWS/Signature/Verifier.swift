import NIOHTTP1

/// Recomputes SigV4 signatures, independently of the client's signer.
struct Verifier {
  /// How far `X-Amz-Date` may be from the server's time, in seconds.
  static let tolerance = 300.0

  private struct KeyID: Hashable {
    let accessKey: String
    let day: String
    let region: String
    let service: String
  }

  private var credentials: [String: Credential] = [:]
  private var keys: [KeyID: [UInt8]] = [:]

  mutating func add(_ credential: Credential) {
    credentials[credential.accessKey] = credential
  }

  /// Who signed `request`, and for which Region and service.
  mutating func verify(_ request: Request, now: Double) throws(SignatureProblem) -> (Credential, AuthorizationHeader) {
    guard let text = request.headers.first(name: "authorization") else { throw .missing }
    guard let authorization = AuthorizationHeader(text) else {
      throw .incomplete("Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.")
    }
    guard let credential = credentials[authorization.accessKey] else { throw .unknownKey }
    guard request.headers.first(name: "x-amz-security-token") == credential.sessionToken else { throw .wrongToken }
    try checkHeaders(request, authorization)
    let date = try checkedDate(request, authorization, now: now)
    let expected = signature(request, authorization, date: date, secret: credential.secretKey)
    guard expected == authorization.signature else { throw .mismatch }
    if let expires = credential.expires, now >= expires { throw .sessionExpired }
    return (credential, authorization)
  }

  private func checkHeaders(_ request: Request, _ authorization: AuthorizationHeader) throws(SignatureProblem) {
    let signed = authorization.signedHeaders
    guard signed == signed.sorted() else { throw .mismatch }
    guard signed.contains("host") else { throw .incomplete("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.") }
    for (name, _) in request.headers {
      let lower = name.lowercased()
      if lower.hasPrefix("x-amz-") || lower == "content-type", !signed.contains(lower) {
        throw .incomplete("'\(name)' must be a 'SignedHeader' in the AWS Authorization.")
      }
    }
    for name in signed where !request.headers.contains(name: name) {
      throw .incomplete("The signed header '\(name)' is not in the request.")
    }
  }

  private func checkedDate(_ request: Request, _ authorization: AuthorizationHeader, now: Double) throws(SignatureProblem) -> String {
    guard let date = request.headers.first(name: "x-amz-date"), let seconds = Timestamps.parseBasic(date) else {
      throw .incomplete("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
    }
    guard date.hasPrefix(authorization.day) else {
      throw .incomplete("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.")
    }
    if seconds < now - Self.tolerance {
      let limit = Timestamps.basic(now - Self.tolerance)
      throw .skewed("Signature expired: \(date) is now earlier than \(limit) (\(Timestamps.basic(now)) - 5 min.)")
    }
    if seconds > now + Self.tolerance {
      let limit = Timestamps.basic(now + Self.tolerance)
      throw .skewed("Signature not yet current: \(date) is still later than \(limit) (\(Timestamps.basic(now)) + 5 min.)")
    }
    return date
  }

  /// The signature that `request` should carry. `date` as in `X-Amz-Date`.
  mutating func signature(_ request: Request, _ authorization: AuthorizationHeader, date: String, secret: String) -> String {
    let canonical = CanonicalRequest.bytes(request, signedHeaders: authorization.signedHeaders)
    var text = Array("AWS4-HMAC-SHA256\n\(date)\n\(authorization.scope)\n".utf8)
    Digest.appendHex(Digest.sha256(canonical), to: &text)
    return Digest.hex(Digest.hmac(key: signingKey(authorization, secret: secret), text))
  }

  private mutating func signingKey(_ authorization: AuthorizationHeader, secret: String) -> [UInt8] {
    let id = KeyID(
      accessKey: authorization.accessKey, day: authorization.day, region: authorization.region, service: authorization.service)
    if let key = keys[id] { return key }
    var key = Array("AWS4\(secret)".utf8)
    for step in [authorization.day, authorization.region, authorization.service, "aws4_request"] {
      key = Digest.hmac(key: key, Array(step.utf8))
    }
    keys[id] = key
    return key
  }
}
