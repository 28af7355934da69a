/// What the config file and the credentials file say together.
struct SharedFiles: Sendable, Equatable {
  /// From both files; where both say something, the credentials file wins.
  private(set) var profiles: [String: SharedSection] = [:]
  /// The credentials file alone: its keys come before those of the config file.
  private(set) var credentials: [String: SharedSection] = [:]
  /// The config file's profiles alone.
  private(set) var config: [String: SharedSection] = [:]
  /// `[sso-session NAME]`.
  private(set) var ssoSessions: [String: SharedSection] = [:]
  /// `[services NAME]`.
  private(set) var services: [String: SharedSection] = [:]

  /// No files.
  init() {}

  /// - Parameters:
  ///   - config: sections of the config file, in order.
  ///   - credentials: sections of the credentials file, in order.
  init(config: [(header: String, section: SharedSection)], credentials: [(header: String, section: SharedSection)]) {
    for (header, section) in Self.withDefaults(config) { add(header, section) }
    for (header, section) in Self.withDefaults(credentials) { self.credentials[header] = section }
    profiles = self.config.merging(self.credentials) { config, credentials in config.overridden(by: credentials) }
  }

  /// `[profile NAME]`, `[sso-session NAME]`, `[services NAME]`, the name quoted where it has blanks; others mean nothing to us. Of
  /// `[default]` and `[profile default]` the later one counts, as in botocore.
  private mutating func add(_ header: String, _ section: SharedSection) {
    if header == "default" { config[header] = section }
    // What cannot be split is no section of ours, as in botocore.
    guard let words = try? ShellWords.split(header), words.count == 2 else { return }
    switch words[0] {
    case "profile": config[words[1]] = section
    case "sso-session": ssoSessions[words[1]] = section
    case "services": services[words[1]] = section
    default: break
    }
  }

  /// configparser's rule: the keys of `[DEFAULT]`, in capitals, are in every section that does not have them itself.
  private static func withDefaults(
    _ sections: [(header: String, section: SharedSection)]
  ) -> [(header: String, section: SharedSection)] {
    guard let defaults = sections.first(where: { $0.header == "DEFAULT" })?.section else { return sections }
    return sections.filter { $0.header != "DEFAULT" }.map { ($0.header, defaults.overridden(by: $0.section)) }
  }
}
