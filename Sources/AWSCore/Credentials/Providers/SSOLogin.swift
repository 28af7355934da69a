internal import SigV4

/// A profile of IAM Identity Center (SSO): which role of which account, and where the login's token is kept.
struct SSOLogin: Sendable, Equatable {
  let profile: String
  /// The `[sso-session NAME]`, whose tokens can be refreshed; nil for the legacy form.
  let session: String?
  let startURL: String
  let region: String
  let accountID: String
  let roleName: String
  /// Where `aws sso login` keeps the token.
  let tokenFile: String

  /// Nil where neither `sso_account_id` nor `sso_role_name` is set. Throws where something is missing, or profile and session contradict each
  /// other.
  init?(profile name: String, _ section: SharedSection, _ settings: AWSSettings) throws(AWSError) {
    guard section.has("sso_account_id") || section.has("sso_role_name") else { return nil }
    var merged = section
    session = section["sso_session"]
    if let session {
      guard let other = settings.files.ssoSessions[session] else {
        throw .broken("profile \(name) names sso_session \(session), and there is no section [sso-session \(session)] in the config file")
      }
      for (key, entry) in other.entries.sorted(by: { $0.key < $1.key }) {
        if let own = section.entries[key], own.text != entry.text {
          throw .broken("\(key) of profile \(name) (\(own.place)) is not that of its sso-session (\(entry.place))")
        }
      }
      merged = section.overridden(by: other)
    }
    let required = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"]
    let missing = required.filter { merged[$0] == nil }
    guard missing.isEmpty, let role = merged["sso_role_name"], let account = merged["sso_account_id"], let url = merged["sso_start_url"],
      let region = merged["sso_region"]
    else { throw .broken("profile \(name) is one of SSO and has no \(missing.joined(separator: ", "))") }
    guard let home = settings.home else {
      throw .broken("profile \(name) is one of SSO, whose tokens are in the home folder, and HOME is not set")
    }
    profile = name
    startURL = url
    self.region = region
    accountID = account
    roleName = role
    tokenFile = "\(home)/.aws/sso/cache/\(SHA1.hex(Array((session ?? url).utf8))).json"
  }

  /// What a person does about a token that is no good.
  func logInAgain(_ why: String) -> AWSError {
    .unusable("\(why): run aws sso login --profile \(profile)", code: "SSOTokenExpired")
  }
}
