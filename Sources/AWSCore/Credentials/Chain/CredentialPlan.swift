/// Which source the settings lead to, decided before anything is asked: one value for each kind of source.
indirect enum CredentialPlan: Sendable, Equatable {
  /// Variables with keys.
  case environment
  /// Keys of a profile.
  case keys(ProfileKeys)
  /// A role, assumed with other credentials.
  case role(ProfileRole, from: CredentialPlan)
  case webIdentity(WebIdentity)
  case sso(SSOLogin)
  case process(CredentialProcess)
  case container(ContainerEndpoint)
  case instance(InstanceMetadata)
  /// Nothing is configured; why the last resort was not tried.
  case nothing(String)

  /// The default chain, in botocore's order. The first source that is configured is the one: if it is broken, that is an error, and never a
  /// reason to go on as somebody else.
  ///
  /// Throws a configuration error where a source is configured and cannot work, and for what this version does not support.
  static func select(_ settings: AWSSettings) throws(AWSError) -> CredentialPlan {
    let environment = settings.environment
    // A profile named on the command line comes before the environment's keys.
    if !settings.isProfileExplicit, environment["AWS_ACCESS_KEY_ID"] != nil || environment["AWS_SECRET_ACCESS_KEY"] != nil {
      return .environment
    }
    if let role = try role(of: settings.profileName, settings, visited: [settings.profileName]) { return role }
    if let plan = try profile(settings.profileName, settings, usesVariables: !settings.isProfileExplicit) { return plan }
    if environment["AWS_CREDENTIAL_FILE"] != nil { throw .unsupported("AWS_CREDENTIAL_FILE", "use a profile of the shared files") }
    if let file = settings.boto2File { throw .unsupported("the boto2 file \(file)", "move its keys to a profile of the shared files") }
    if let container = try ContainerEndpoint(environment) { return .container(container) }
    return try instance(settings)
  }

  /// What a profile says apart from `role_arn` with a source, in botocore's order.
  /// - Parameter usesVariables: whether `AWS_WEB_IDENTITY_TOKEN_FILE` and its companions count.
  static func profile(_ name: String, _ settings: AWSSettings, usesVariables: Bool) throws(AWSError) -> CredentialPlan? {
    let section = settings.files.profiles[name] ?? SharedSection()
    let variables = usesVariables ? settings.environment : Environment()
    if let identity = try WebIdentity(profile: name, section, variables: variables, paths: settings.paths) { return .webIdentity(identity) }
    if let login = try SSOLogin(profile: name, section, settings) { return .sso(login) }
    if let keys = try ProfileKeys(profile: name, settings.files.credentials[name], file: "credentials file") { return .keys(keys) }
    if let entry = section.entries["login_session"] {
      throw .unsupported("login_session of profile \(name) (\(entry.place))", "use sso_session, or keys of another source")
    }
    if let process = try CredentialProcess(profile: name, section, settings.environment) { return .process(process) }
    return try ProfileKeys(profile: name, settings.files.config[name], file: "config file").map { .keys($0) }
  }

  static func instance(_ settings: AWSSettings) throws(AWSError) -> CredentialPlan {
    if settings.environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" {
      return .nothing("instance metadata is turned off by AWS_EC2_METADATA_DISABLED")
    }
    return .instance(try InstanceMetadata(settings))
  }
}

extension AWSError {
  /// Something that AWS's tools know and this version does not.
  static func unsupported(_ what: String, _ instead: String) -> AWSError {
    AWSError(.configuration, code: "Unsupported", message: "\(what) is not supported: \(instead)")
  }

  /// A source that is configured and cannot work.
  static func broken(_ message: String) -> AWSError {
    AWSError(.configuration, code: "InvalidCredentialSettings", message: message)
  }
}
