/// What the user has set for AWS's tools: environment variables, and the selected profile of the shared files. Everything that can be set
/// is read through here, so that it means the same as to the aws command line: variable first, then profile.
///
/// A value: files are read once, by `load`.
public struct AWSSettings: Sendable, CustomStringConvertible {
  /// The variables.
  public let environment: Environment
  /// The selected profile.
  public let profileName: String
  /// A person named the profile on the command line: it then comes before keys in the environment.
  public let isProfileExplicit: Bool
  /// The home folder, for `~` and for AWS's caches; nil when there is none.
  let home: String?
  let files: SharedFiles
  /// A file with keys for boto2, which botocore still reads; nil when there is none.
  let boto2File: String?

  /// Settings from variables alone, as if there were no files.
  public init(environment: Environment) {
    self.environment = environment
    self.profileName = "default"
    self.isProfileExplicit = false
    self.home = nil
    self.files = SharedFiles()
    self.boto2File = nil
  }

  /// Selects the profile: `profile` (from the command line), else `AWS_DEFAULT_PROFILE`, else `AWS_PROFILE` (botocore's order), else
  /// `default`. Throws a configuration error for a named profile that is in neither file.
  init(environment: Environment, profile: String?, home: String?, files: SharedFiles, boto2File: String? = nil) throws(AWSError) {
    let named = profile ?? environment["AWS_DEFAULT_PROFILE"] ?? environment["AWS_PROFILE"]
    self.environment = environment
    self.profileName = named ?? "default"
    self.isProfileExplicit = profile != nil
    self.home = home
    self.files = files
    self.boto2File = boto2File
    guard let named, files.profiles[named] == nil else { return }
    let source =
      profile != nil ? "--profile" : environment["AWS_DEFAULT_PROFILE"] != nil ? "AWS_DEFAULT_PROFILE" : "AWS_PROFILE"
    let known = files.profiles.keys.sorted()
    let others =
      known.isEmpty ? "there are no profiles" : "there are \(known.prefix(10).joined(separator: ", "))\(known.count > 10 ? ", …" : "")"
    throw AWSError(
      .configuration, code: "ProfileNotFound", message: "\(source) names profile \"\(named)\", which is in neither file; \(others)")
  }

  /// The selected profile, of both files; empty when there is none.
  var profile: SharedSection { files.profiles[profileName] ?? SharedSection() }

  /// Expands paths as the settings have it.
  var paths: FilePaths { FilePaths(environment: environment, home: home) }

  /// A variable's value, else that of the profile's key; nil when neither is set. Empty counts as not set.
  /// - Parameters:
  ///   - variable: nil for what no variable sets.
  ///   - key: nil for what no profile sets.
  public func setting(_ variable: String?, _ key: String?) -> Setting? {
    if let variable, let text = environment[variable] { return Setting(text: text, source: variable) }
    guard let key, let entry = profile.value(key) else { return nil }
    return Setting(text: entry.text, source: "\(key) of profile \(profileName) (\(entry.place))")
  }

  /// Whether a switch is on. AWS's rule: only the word `true`, in any case.
  public func isTrue(_ variable: String?, _ key: String?) -> Bool {
    setting(variable, key)?.text.lowercased() == "true"
  }

  /// A key of a service, from the `[services NAME]` section that the profile's `services` key names.
  ///
  /// Throws a configuration error when that section does not exist.
  /// - Parameter service: the service id in lower case with underscores, `auto_scaling`.
  public func setting(service: String, _ key: String) throws(AWSError) -> Setting? {
    guard let name = profile.value("services") else { return nil }
    guard let section = files.services[name.text] else {
      throw AWSError(
        .configuration, code: "InvalidSetting", message: "\(name.place): there is no section [services \(name.text)] in the config file")
    }
    guard let entry = section.entries[service], let text = entry.block?[key], !text.isEmpty else { return nil }
    return Setting(text: text, source: "\(service) \(key) of [services \(name.text)] (\(entry.place))")
  }

  /// The Region to use where nothing else names one: `AWS_REGION`, else `AWS_DEFAULT_REGION`, else the profile's `region`. (botocore
  /// does not know the first; the other SDKs do, and Lambda sets it.)
  public var region: Setting? {
    setting("AWS_REGION", nil) ?? setting("AWS_DEFAULT_REGION", "region")
  }

  /// The profile's name and the variables' names.
  public var description: String { "profile \(profileName), \(environment)" }
}
