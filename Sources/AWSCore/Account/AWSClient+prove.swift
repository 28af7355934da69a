extension AWSClient {
  /// Finds out which account credentials belong to, and refuses them if it is not the one that was named.
  ///
  /// A role session is proven by the ARN that AssumeRole returned, anything else by GetCallerIdentity.
  /// - Parameters:
  ///   - accountID: as the configuration names it; nil when it does not.
  ///   - roles: to be assumed one after the other, the first with `caller`; none to use `caller` itself. A session that another role's
  ///     session assumed lasts an hour at most (IAM user guide, "Role chaining"), which is what is asked for anyway.
  ///   - region: whose STS to ask.
  public func prove(
    accountID: String?, roles: [AssumedRole], caller: CredentialCache, region: String
  ) async throws(AWSError) -> AWSAccount {
    let credentials = roles.reduce(caller) { caller, role in
      CredentialCache(.role(role, with: caller, client: self, region: region), time: time, notices: caller.notices)
    }
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

extension AssumedRole {
  /// Roles to assume one after the other, by their ARNs. All but the last get sessions that can do nothing but assume the next.
  ///
  /// - Parameter sessionPolicy: of the last; nil for all that the role may.
  public static func chain(_ arns: [String], externalID: String?, sweepID: String, sessionPolicy: String?) -> [AssumedRole] {
    arns.enumerated().map { index, arn in
      AssumedRole(
        arn: arn, externalID: externalID, sweepID: sweepID, sessionPolicy: index == arns.count - 1 ? sessionPolicy : assumingPolicy)
    }
  }

  /// For a session on the way to another.
  static let assumingPolicy = """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}
    """
}
