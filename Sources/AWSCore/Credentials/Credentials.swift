/// Keys that sign requests. Nothing that prints them shows more than the access key id, which is no secret.
public struct Credentials: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
  /// `AKIA…`, or `ASIA…` for temporary ones.
  public let accessKeyID: String
  /// The key to sign with.
  public let secretAccessKey: String
  /// Of temporary credentials.
  public let sessionToken: String?
  /// Seconds since 1970; nil when they do not expire, or nobody said when.
  public let expiration: Double?
  /// The identity as AWS itself named it when it gave them out; nil when nobody asked yet.
  public let arn: ARN?

  /// Credentials from wherever they come.
  public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Double? = nil, arn: ARN? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiration = expiration
    self.arn = arn
  }

  /// The access key id only.
  public var description: String { "credentials of \(accessKeyID)" }

  /// Hides the secrets from `dump` and from reflection.
  public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
