/// The role of a profile. Not yet an `AssumedRole`: who it is for names the session.
struct ProfileRole: Sendable, Equatable {
  let arn: String
  let externalID: String?
  /// `role_session_name`; nil to name it after the sweep.
  let sessionName: String?
  /// 900…43200; nil for STS's hour.
  let durationSeconds: Int?

  init(profile name: String, _ section: SharedSection) throws(AWSError) {
    guard let arn = section["role_arn"] else { throw .broken("role_arn of profile \(name) is empty") }
    if let entry = section.entries["mfa_serial"] {
      throw .unsupported("mfa_serial of profile \(name) (\(entry.place))", "nobody is there to type a code; use a role without MFA")
    }
    self.arn = arn
    externalID = section["external_id"]
    sessionName = section["role_session_name"]
    // As botocore has it: what is no whole number is passed over.
    durationSeconds = section["duration_seconds"].flatMap { Int($0) }
  }
}
