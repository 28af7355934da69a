internal import WireFormats

extension CredentialSource {
  /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and, for temporary ones, `AWS_SESSION_TOKEN` (or the older `AWS_SECURITY_TOKEN`) and
  /// `AWS_CREDENTIAL_EXPIRATION`. One of the two keys without the other is an error, not a reason to look elsewhere.
  public static func environment(_ environment: Environment) -> CredentialSource {
    CredentialSource(name: "environment") { () throws(AWSError) in try Credentials(environment: environment) }
  }
}

extension Credentials {
  init(environment: Environment) throws(AWSError) {
    let accessKeyID = environment["AWS_ACCESS_KEY_ID"]
    let secret = environment["AWS_SECRET_ACCESS_KEY"]
    guard let accessKeyID, let secret else {
      let missing =
        switch (accessKeyID, secret) {
        case (nil, nil): "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set"
        case (nil, _): "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"
        default: "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"
        }
      throw AWSError(.credentials, code: "NoCredentials", message: missing)
    }
    self.init(
      accessKeyID: accessKeyID, secretAccessKey: secret,
      sessionToken: environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"],
      expiration: environment["AWS_CREDENTIAL_EXPIRATION"].flatMap(DateFormats.parseISO8601))
  }
}
