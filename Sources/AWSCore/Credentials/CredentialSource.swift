/// Where credentials come from. Asked again when they are about to expire.
public struct CredentialSource: Sendable {
  /// For messages, such as `environment` or a role's ARN.
  public let name: String
  /// Gets credentials that are good now.
  let fetch: @Sendable () async throws(AWSError) -> Credentials

  /// A source of one's own.
  public init(name: String, fetch: @escaping @Sendable () async throws(AWSError) -> Credentials) {
    self.name = name
    self.fetch = fetch
  }
}
