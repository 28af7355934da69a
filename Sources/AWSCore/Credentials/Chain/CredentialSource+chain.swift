extension CredentialSource {
  /// The default chain of AWS's tools: whoever has a working `aws` has working credentials here (Documentation/credentials.md).
  ///
  /// Which source it is, is decided now, from the settings; it is asked when credentials are needed. Throws a configuration error where a
  /// source is configured and cannot work.
  /// - Parameters:
  ///   - client: for STS, and for everything else that is asked over HTTP.
  ///   - sweepID: names role sessions that the profile does not name.
  ///   - notices: gets what a person should know although it went well.
  public static func chain(
    _ settings: AWSSettings, client: AWSClient, sweepID: String, notices: CredentialNotices = CredentialNotices()
  ) throws(AWSError) -> CredentialSource {
    CredentialChain(settings: settings, client: client, sweepID: sweepID, notices: notices).source(try CredentialPlan.select(settings))
  }
}

/// Makes sources from plans.
private struct CredentialChain {
  let settings: AWSSettings
  let client: AWSClient
  let sweepID: String
  let notices: CredentialNotices

  func source(_ plan: CredentialPlan) -> CredentialSource {
    switch plan {
    case .environment: .environment(settings.environment)
    case .keys(let keys): .keys(keys)
    case .role(let role, let from): self.role(role, from: from)
    case .webIdentity(let identity):
      .webIdentity(identity, sweepID: sweepID, client: client, region: region(for: identity.roleARN))
    case .sso(let login): .sso(login, client: client, notices: notices)
    case .process(let process): .process(process)
    case .container(let endpoint): .container(endpoint, client: client)
    case .instance(let metadata): .instance(metadata, client: client, tried: tried)
    case .nothing(let why): .nothing("\(tried), and \(why)")
    }
  }

  private func role(_ role: ProfileRole, from: CredentialPlan) -> CredentialSource {
    let source = if case .instance(let metadata) = from { CredentialSource.instance(metadata, client: client) } else { source(from) }
    let caller = CredentialCache(source, time: client.time, notices: notices)
    var assumed = AssumedRole(arn: role.arn, externalID: role.externalID, sweepID: sweepID)
    if let name = role.sessionName { assumed.sessionName = name }
    assumed.durationSeconds = role.durationSeconds
    return .role(assumed, with: caller, client: client, region: region(for: role.arn))
  }

  /// Whose STS to ask: the settings' Region, else one that every account of the role's partition has.
  private func region(for roleARN: String) -> String {
    if let region = settings.region { return region.text }
    switch ARN(roleARN)?.partition {
    case "aws-cn": return "cn-north-1"
    case "aws-us-gov": return "us-gov-west-1"
    case "aws-iso": return "us-iso-east-1"
    case "aws-iso-b": return "us-isob-east-1"
    case "aws-iso-e": return "eu-isoe-west-1"
    case "aws-iso-f": return "us-isof-south-1"
    case "aws-eusc": return "eusc-de-east-1"
    default: return "us-east-1"
    }
  }

  /// What was looked at before the last resort.
  private var tried: String {
    let keys = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set\(settings.isProfileExplicit ? " (nor asked, with --profile)" : "")"
    return "\(keys), profile \(settings.profileName) names no source, there is no container endpoint"
  }
}
