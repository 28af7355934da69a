/// An account that is proven: AWS itself said that these credentials belong to it. There is no other way to get one than `AWSClient.prove`.
public struct AWSAccount: Sendable, CustomStringConvertible {
  /// 12 digits.
  public let id: String
  /// Who we are there, a user or a role session.
  public let identity: ARN
  /// Its credentials, shared by all its Regions.
  public let credentials: CredentialCache

  /// The account's id.
  public var description: String { id }
}
