/// A role to assume, and how.
public struct AssumedRole: Hashable, Sendable {
  /// The role's ARN.
  public var arn: String
  /// What the role's trust policy asks for against confused deputies.
  public var externalID: String?
  /// Who we are in the account's CloudTrail; 2 to 64 legal characters.
  public var sessionName: String
  /// Narrows what the session may do to what this policy allows too; JSON.
  public var sessionPolicy: String?
  /// How long a session lasts, 900…43200 s as far as the role allows, 3600 at most for a role assumed with a role; nil for an hour.
  public var durationSeconds: Int?

  /// - Parameters:
  ///   - sweepID: names the session, `ecs-agent-monitor@<sweep id>`, made legal and cut to 64 characters.
  ///   - sessionPolicy: such as `readOnlyPolicy`; nil (default) for all that the role may.
  public init(arn: String, externalID: String? = nil, sweepID: String, sessionPolicy: String? = nil) {
    self.arn = arn
    self.externalID = externalID
    self.sessionName = Self.sessionName(sweepID: sweepID)
    self.sessionPolicy = sessionPolicy
  }

  /// `[\w+=,.@-]{2,64}`; every other character becomes a hyphen.
  static func sessionName(sweepID: String) -> String {
    let legal = "ecs-agent-monitor@\(sweepID)".unicodeScalars.map { scalar -> Character in
      let isLegal =
        scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_+=,.@-".unicodeScalars.contains(scalar))
      return isLegal ? Character(scalar) : "-"
    }
    return String(legal.prefix(64))
  }

  /// For plan mode: with it, a session cannot change anything, whatever the role may. Reads of the services that a sweep reads, nothing
  /// else.
  public static let readOnlyPolicy = """
    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:List*","ecs:Describe*","ec2:Describe*","autoscaling:Describe*",\
    "arc-zonal-shift:List*","sts:GetCallerIdentity"],"Resource":"*"}]}
    """
}
