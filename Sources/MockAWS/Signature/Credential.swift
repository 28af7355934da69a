/// What stands behind an access key.
struct Credential: Sendable {
  let accessKey: String
  let secretKey: String
  /// Session credentials must come with their token; long-term ones without any.
  let sessionToken: String?
  /// Seconds since 1970; `nil`: long-term.
  let expires: Double?
  let account: String
  /// `arn:aws:iam::ACCOUNT:root`-like or `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`.
  let arn: String
  let userID: String
  /// Of an AssumeRole that passed `Policy`; it can only narrow what the session may do.
  var sessionPolicy: SessionPolicy?

  /// A session of an assumed role, for which AWS caps a chained session at one hour.
  var isRoleSession: Bool { sessionToken != nil }
}
