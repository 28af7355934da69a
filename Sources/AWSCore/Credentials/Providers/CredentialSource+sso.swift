internal import Network
internal import WireFormats

extension CredentialSource {
  /// The role of an SSO profile, by the token that `aws sso login` left. A session's token is renewed in its last quarter of an hour, and
  /// written back, for the aws command line to use.
  static func sso(_ login: SSOLogin, client: AWSClient, notices: CredentialNotices) -> CredentialSource {
    CredentialSource(name: "SSO profile \(login.profile)") { () async throws(AWSError) in
      let sso = SSO(login: login, client: client, notices: notices)
      return try await sso.credentials(try await sso.token())
    }
  }
}

/// IAM Identity Center: its portal and its OIDC service, neither of which wants signatures.
private struct SSO {
  static let portal = AWSService("sso", endpointPrefix: "portal.sso", environmentName: "SSO", wireProtocol: .json(targetPrefix: ""))
  static let oidc = AWSService("sso-oidc", endpointPrefix: "oidc", environmentName: "SSO_OIDC", wireProtocol: .json(targetPrefix: ""))
  /// A session's token is renewed when it is good for less than this, in seconds.
  static let window = 900.0

  let login: SSOLogin
  let client: AWSClient
  let notices: CredentialNotices

  func token() async throws(AWSError) -> SSOToken {
    let path = login.tokenFile
    let bytes = try await BlockingWork.run { () throws(AWSError) in try SmallFile.read(path) }
    guard let bytes else { throw login.logInAgain("nobody is logged in for profile \(login.profile)") }
    guard let token = SSOToken(bytes) else { throw login.logInAgain("\(path) holds no token") }
    let now = client.time.wall()
    if login.session != nil, token.expiresAt - now < Self.window, let renewed = try await renewed(token) { return renewed }
    guard token.expiresAt > now else { throw login.logInAgain("the login of profile \(login.profile) has expired") }
    return token
  }

  /// Nil where the token cannot be renewed, now or at all; it may still be good.
  private func renewed(_ token: SSOToken) async throws(AWSError) -> SSOToken? {
    let now = client.time.wall()
    guard let body = token.refreshBody(now: now) else { return nil }
    let secrets = [token.refreshToken, token.clientSecret, token.accessToken].compactMap { $0 }
    let new: SSOToken
    do throws(AWSError) {
      let url = try client.configuration.endpoints.endpoint(of: Self.oidc, in: login.region).url
      let request = HTTPRequest(
        method: "POST", url: url.joined("token"),
        headers: [("Content-Type", "application/json"), ("User-Agent", Version.userAgent)], body: body,
        timeout: client.configuration.attemptTimeout)
      // A lost answer is not asked for again: the refresh token may be used up.
      new = try await client.exchange(request, secrets: secrets, isRetried: { $0.isThrottling }) { response throws(AWSError) in
        guard let new = token.refreshed(by: response.body, now: now) else { throw .unusable("SSO answered without a token") }
        return new
      }
    } catch {
      if error.kind == .cancelled { throw error }
      notices.add("the SSO login of profile \(login.profile) could not be renewed: \(error)")
      return nil
    }
    let (path, document) = (login.tokenFile, new.document(login))
    do throws(AWSError) {
      try await BlockingWork.run { () throws(AWSError) in try SmallFile.replace(path, with: document) }
    } catch {
      notices.add("the renewed SSO login of profile \(login.profile) could not be kept: \(error)")
    }
    return new
  }

  func credentials(_ token: SSOToken) async throws(AWSError) -> Credentials {
    var query = FormWriter()
    query.field("role_name", login.roleName)
    query.field("account_id", login.accountID)
    let url = try client.configuration.endpoints.endpoint(of: Self.portal, in: login.region).url
    let request = HTTPRequest(
      method: "GET", url: url.joined("federation/credentials?\(String(decoding: query.bytes, as: UTF8.self))"),
      headers: [("x-amz-sso_bearer_token", token.accessToken), ("User-Agent", Version.userAgent)],
      timeout: client.configuration.attemptTimeout)
    do throws(AWSError) {
      return try await client.exchange(request, secrets: [token.accessToken]) { response throws(AWSError) in
        guard let credentials = Self.roleCredentials(response.body) else { throw .unusable("SSO answered without roleCredentials") }
        return credentials
      }
    } catch {
      if error.status == 401 { throw login.logInAgain("SSO does not accept the login of profile \(login.profile) any more") }
      throw error.naming("SSO, asked for role \(login.roleName) of account \(login.accountID),")
    }
  }

  private static func roleCredentials(_ bytes: [UInt8]) -> Credentials? {
    var (id, secret, token, expiration): (String?, String?, String?, Double?) = (nil, nil, nil, nil)
    var reader = JSONReader(bytes)
    do throws(JSONError) {
      try reader.object { key, reader throws(JSONError) in
        guard key == "roleCredentials" else { return try reader.skip() }
        try reader.object { key, reader throws(JSONError) in
          switch key {
          case "accessKeyId": id = try reader.string()
          case "secretAccessKey": secret = try reader.string()
          case "sessionToken": token = try reader.string()
          case "expiration": expiration = try reader.double() / 1000
          default: try reader.skip()
          }
        }
      }
    } catch {
      return nil
    }
    guard let id, let secret, let token, let expiration else { return nil }
    return Credentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
  }
}

extension String {
  /// A URL, whether it ends in a slash or not, and what comes behind it.
  fileprivate func joined(_ path: String) -> String { hasSuffix("/") ? self + path : "\(self)/\(path)" }
}
