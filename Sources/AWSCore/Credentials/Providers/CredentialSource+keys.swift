/// Keys that stand in a profile. Nothing that prints them shows the secret.
struct ProfileKeys: Sendable, Equatable, CustomStringConvertible {
  let profile: String
  let credentials: Credentials

  /// Nil where the section has no `aws_access_key_id`. One of the two keys without the other is an error.
  init?(profile name: String, _ section: SharedSection?, file: String) throws(AWSError) {
    guard let section, section.has("aws_access_key_id") || section.has("aws_secret_access_key") else { return nil }
    guard let accessKeyID = section["aws_access_key_id"], let secret = section["aws_secret_access_key"] else {
      let missing = section["aws_access_key_id"] == nil ? "aws_access_key_id" : "aws_secret_access_key"
      throw .broken("profile \(name) of the \(file) has only half a pair of keys: \(missing) is missing")
    }
    profile = name
    credentials = Credentials(
      accessKeyID: accessKeyID, secretAccessKey: secret, sessionToken: section["aws_session_token"] ?? section["aws_security_token"])
  }

  var description: String { "\(credentials) in profile \(profile)" }
}

extension CredentialSource {
  /// Keys of a profile.
  static func keys(_ keys: ProfileKeys) -> CredentialSource {
    CredentialSource(name: "profile \(keys.profile)") { () throws(AWSError) in keys.credentials }
  }

  /// Nothing is configured.
  static func nothing(_ tried: String) -> CredentialSource {
    CredentialSource(name: "nowhere") { () throws(AWSError) in
      throw AWSError(.credentials, code: "NoCredentials", message: "found no credentials: \(tried)")
    }
  }
}
