extension CredentialSource {
  /// The sessions of a role, assumed with other credentials. One source per account is enough for all its Regions.
  /// - Parameters:
  ///   - region: whose STS to ask; every Region's tokens are good everywhere in the partition.
  public static func role(_ role: AssumedRole, with caller: CredentialCache, client: AWSClient, region: String) -> CredentialSource {
    CredentialSource(name: role.arn) { () async throws(AWSError) in
      try await client.call(STS.assumeRole(role), with: caller, account: nil, region: region)
    }
  }
}
