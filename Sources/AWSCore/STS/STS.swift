internal import WireFormats

/// AWS Security Token Service. It is here and not beside the other services, because getting credentials needs it.
enum STS {
  static let service = AWSService("sts", environmentName: "STS", wireProtocol: .query(version: "2011-06-15"))

  /// A session of a role. Sent again after a lost answer, it makes one more session, which nobody uses: no harm.
  static func assumeRole(_ role: AssumedRole) -> AWSOperation<Credentials> {
    .form(service, "AssumeRole", .sts, .read) { form in
      form.field("RoleArn", role.arn)
      form.field("RoleSessionName", role.sessionName)
      form.field("ExternalId", role.externalID)
      form.field("Policy", role.sessionPolicy)
      form.field("DurationSeconds", role.durationSeconds.map(String.init))
    } answer: { reader throws(XMLError) in
      try session(&reader)
    }
  }

  /// The same with a token of an identity provider instead of a signature.
  static func assumeRole(arn: String, sessionName: String, webIdentityToken: String) -> AWSOperation<Credentials> {
    .form(service, "AssumeRoleWithWebIdentity", .sts, .read) { form in
      form.field("RoleArn", arn)
      form.field("RoleSessionName", sessionName)
      form.field("WebIdentityToken", webIdentityToken)
    } answer: { reader throws(XMLError) in
      try session(&reader)
    }
  }

  private static func session(_ reader: inout XMLReader) throws(XMLError) -> Credentials {
    var keys = SessionKeys()
    var arn: ARN?
    try reader.children { name, reader throws(XMLError) in
      switch name {
      case "Credentials": try keys.read(&reader)
      case "AssumedRoleUser":
        try reader.children { name, reader throws(XMLError) in
          if name == "Arn" { arn = ARN(try reader.text()) }
        }
      default: try reader.skip()
      }
    }
    guard let arn, let credentials = keys.credentials(arn: arn) else {
      throw reader.error("Credentials or AssumedRoleUser is incomplete")
    }
    return credentials
  }

  /// Who signed this call. Needs no permission.
  static func callerIdentity() -> AWSOperation<ARN> {
    .form(service, "GetCallerIdentity", .sts, .read) { _ in
    } answer: { reader throws(XMLError) in
      var arn: ARN?
      try reader.children { name, reader throws(XMLError) in
        if name == "Arn" { arn = ARN(try reader.text()) }
      }
      guard let arn else { throw reader.error("Arn is missing") }
      return arn
    }
  }

  private struct SessionKeys {
    var accessKeyID: String?
    var secretAccessKey: String?
    var sessionToken: String?
    var expiration: Double?

    mutating func read(_ reader: inout XMLReader) throws(XMLError) {
      try reader.children { name, reader throws(XMLError) in
        switch name {
        case "AccessKeyId": accessKeyID = try reader.text()
        case "SecretAccessKey": secretAccessKey = try reader.text()
        case "SessionToken": sessionToken = try reader.text()
        case "Expiration": expiration = DateFormats.parseISO8601(try reader.text())
        default: try reader.skip()
        }
      }
    }

    func credentials(arn: ARN) -> Credentials? {
      guard let accessKeyID, let secretAccessKey, let sessionToken, let expiration else { return nil }
      return Credentials(
        accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken, expiration: expiration, arn: arn)
    }
  }
}
