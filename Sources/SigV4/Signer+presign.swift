extension Signer {
  /// Signs a `GET` in its query instead of its headers, and returns the query with its signature: whoever holds it may make the request
  /// until it expires. Only `host` is signed with it.
  ///
  /// Source: "Signature calculations for the Authorization header: using query parameters" (AWS General Reference).
  /// - Parameters:
  ///   - host: what the `Host` header will say.
  ///   - query: the request's own, not encoded, in any order.
  ///   - date: now, `YYYYMMDDTHHMMSSZ`, on the day of the key's scope.
  ///   - lifetime: seconds from `date`, 1…604,800.
  public func presign(
    host: String, path: String = "/", query: [(name: String, value: String)], date: String, lifetime: Int
  ) -> String {
    var query = query
    query += [
      ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(accessKeyID)/\(key.scope.text)"), ("X-Amz-Date", date),
      ("X-Amz-Expires", String(lifetime)), ("X-Amz-SignedHeaders", "host"),
    ]
    if let sessionToken { query.append(("X-Amz-Security-Token", sessionToken)) }
    let request = CanonicalRequest(method: "GET", path: path, query: query, headers: [("host", host)], payloadHash: SHA256.hex([]))
    let signature = key.signature(of: stringToSign(for: request, date: date))
    return CanonicalRequest.query(query) + "&X-Amz-Signature=\(signature)"
  }
}
