/// A remediation that a person has given up: the instance stays.
public struct ReleaseReport: Hashable, Sendable {
  /// The account.
  public let account: String
  /// The Region.
  public let region: String
  /// The EC2 instance's ID.
  public let ec2Instance: String
  /// The remediation tag that was removed; nil where there was none any more.
  public let tag: String?
  /// Where a journal entry was removed; nil where there was none.
  public let cluster: String?
  /// Its Auto Scaling group; nil where it is in none: nothing replaces it then, and nothing ends it.
  public let group: String?
  /// The ARN of who gave it up.
  public let by: String

  /// What was given up.
  public init(account: String, region: String, ec2Instance: String, tag: String?, cluster: String?, group: String?, by: String) {
    self.account = account
    self.region = region
    self.ec2Instance = ec2Instance
    self.tag = tag
    self.cluster = cluster
    self.group = group
    self.by = by
  }
}
