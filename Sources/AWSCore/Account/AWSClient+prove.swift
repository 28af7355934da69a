extension AWSClient {
  /// Finds out which account credentials belong to, and refuses them if it is not the one that was named.
  ///
  /// A role session is proven by the ARN that AssumeRole returned, anything else by GetCallerIdentity.
  /// - Parameters:
  ///   - accountID: as the configuration names it; nil when it does not.
  ///   - role: to be assumed with `caller`; nil to use `caller` itself.
  ///   - region: whose STS to ask.
  public func prove(accountID: String?, role: AssumedRole?, caller: CredentialCache, region: String) async throws(AWSError) -> AWSAccount {
    let credentials =
      role.map { CredentialCache(.role($0, with: caller, client: self, region: region), time: time, notices: caller.notices) } ?? caller
    let identity: ARN
    do throws(AWSError) {
      if let arn = try await credentials.credentials().arn {
        identity = arn
      } else {
        identity = try await call(STS.callerIdentity(), with: credentials, account: nil, region: region)
      }
    } catch {
      var error = error
      error.account = accountID
      throw error
    }
    if let accountID, accountID != identity.account {
      var error = AWSError(
        .wrongAccount, code: "WrongAccount",
        message: "the configuration names account \(accountID), but the credentials belong to \(identity.account)")
      error.account = accountID
      throw error
    }
    return AWSAccount(id: identity.account, identity: identity, credentials: credentials)
  }
}
