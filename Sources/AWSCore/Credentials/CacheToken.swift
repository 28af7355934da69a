internal import SigV4
internal import WireFormats

/// The password of a user of ElastiCache who logs in with IAM: a presigned request, of which the scheme is cut off.
///
/// Good for 15 minutes to log in, and no longer than the credentials that signed it; a connection that it opened lives for 12 hours, unless
/// `AUTH` is sent with another one. Source: "Authenticating with IAM" (Amazon ElastiCache User Guide).
public struct CacheToken: Hashable, Sendable {
  /// The replication group's or serverless cache's name.
  public let cache: String
  /// The user's ID, which is its name too.
  public let user: String
  /// The Region of the cache.
  public let region: String
  /// Whether it is a serverless cache.
  public let isServerless: Bool

  /// Seconds for which a token can be used to log in.
  static let lifetime = 900

  /// A token for one user of one cache. ElastiCache keeps both names in lower case.
  public init(cache: String, user: String, region: String, isServerless: Bool) {
    self.cache = cache.lowercased()
    self.user = user
    self.region = region
    self.isServerless = isServerless
  }

  /// The token, which is a secret.
  /// - Parameter now: seconds since 1970; ElastiCache takes it up to 5 minutes off, as all of AWS does.
  public func text(signedBy credentials: Credentials, now: Double) -> String {
    let date = DateFormats.basic(now.rounded(.down))
    let scope = SigningScope(date: date, region: region, service: "elasticache")
    let signer = Signer(
      accessKeyID: credentials.accessKeyID, key: SigningKey(secret: credentials.secretAccessKey, scope: scope),
      sessionToken: credentials.sessionToken)
    var query = [(name: "Action", value: "connect"), ("User", user)]
    if isServerless { query.append(("ResourceType", "ServerlessCache")) }
    return "\(cache)/?" + signer.presign(host: cache, query: query, date: date, lifetime: Self.lifetime)
  }
}
