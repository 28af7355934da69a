extension CredentialPlan {
  /// A profile with `role_arn`: the role and the credentials to assume it with, which may be a role again. Nil for a profile without
  /// `role_arn`, and for one with a web identity, which is another source.
  /// - Parameter visited: the profiles that led here, to find loops; ends with `name`.
  static func role(of name: String, _ settings: AWSSettings, visited: [String]) throws(AWSError) -> CredentialPlan? {
    guard let section = settings.files.profiles[name], section.has("role_arn"), !section.has("web_identity_token_file") else { return nil }
    let role = try ProfileRole(profile: name, section)
    let place = section.entries["role_arn"]?.place ?? ""
    switch (section["source_profile"], section["credential_source"]) {
    case (nil, nil):
      throw .broken("profile \(name) has role_arn (\(place)) but neither source_profile nor credential_source")
    case (_?, _?):
      throw .broken("profile \(name) has both source_profile and credential_source (\(place)): keep one")
    case (nil, let source?):
      return .role(role, from: try named(source, profile: name, settings))
    case (let source?, nil):
      return .role(role, from: try self.source(source, of: name, settings, visited: visited))
    }
  }

  private static func source(
    _ source: String, of name: String, _ settings: AWSSettings, visited: [String]
  ) throws(AWSError) -> CredentialPlan {
    guard let section = settings.files.profiles[source] else {
      throw .broken("source_profile \(source) of profile \(name) is in neither file")
    }
    let hasKeys = section.has("aws_access_key_id") || section.has("aws_secret_access_key")
    // Only the first profile may name itself, and only for keys of its own.
    if visited.contains(source), source != name || !hasKeys {
      throw .broken("source_profile goes round in a circle: \((visited + [source]).joined(separator: " → "))")
    }
    if !hasKeys, let role = try role(of: source, settings, visited: visited + [source]) { return role }
    guard let plan = try profile(source, settings, usesVariables: false) else {
      throw .broken("source_profile \(source) of profile \(name) has no credentials")
    }
    return plan
  }

  /// The sources that `credential_source` may name.
  private static func named(_ source: String, profile: String, _ settings: AWSSettings) throws(AWSError) -> CredentialPlan {
    let plan: CredentialPlan
    switch source {
    case "Environment":
      guard settings.environment["AWS_ACCESS_KEY_ID"] != nil || settings.environment["AWS_SECRET_ACCESS_KEY"] != nil else {
        throw .broken("credential_source of profile \(profile) is Environment, but AWS_ACCESS_KEY_ID is not set")
      }
      plan = .environment
    case "EcsContainer":
      guard let container = try ContainerEndpoint(settings.environment) else {
        throw .broken(
          "credential_source of profile \(profile) is EcsContainer, but neither \(ContainerEndpoint.relative) nor \(ContainerEndpoint.full) is set"
        )
      }
      plan = .container(container)
    case "Ec2InstanceMetadata":
      plan = try instance(settings)
      if case .nothing(let why) = plan { throw .broken("credential_source of profile \(profile) is Ec2InstanceMetadata, but \(why)") }
    default:
      throw .broken(
        "credential_source \(source) of profile \(profile) is none of Environment, Ec2InstanceMetadata, EcsContainer")
    }
    return plan
  }
}
