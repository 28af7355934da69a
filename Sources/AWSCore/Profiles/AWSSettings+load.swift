extension AWSSettings {
  /// Reads the shared files: `AWS_CONFIG_FILE` (default `~/.aws/config`) and `AWS_SHARED_CREDENTIALS_FILE` (default
  /// `~/.aws/credentials`). `~` and `$VARIABLE` are expanded; a file that is not there is skipped.
  ///
  /// Blocks while it reads: for the start of a program. Throws a configuration error, with file and line, for a file that cannot be read or
  /// understood, and for a named profile that does not exist.
  /// - Parameters:
  ///   - profile: what `--profile` says; nil to select by variables.
  ///   - home: the home folder; nil (default) for `HOME`, else that of the user database.
  public static func load(environment: Environment, home: String? = nil, profile: String? = nil) throws(AWSError) -> AWSSettings {
    let home = home ?? FilePaths.homeFolder(environment)
    let paths = FilePaths(environment: environment, home: home)
    let files = SharedFiles(
      config: try sections(paths.expand(environment["AWS_CONFIG_FILE"] ?? "~/.aws/config")),
      credentials: try sections(paths.expand(environment["AWS_SHARED_CREDENTIALS_FILE"] ?? "~/.aws/credentials")))
    return try AWSSettings(environment: environment, profile: profile, home: home, files: files, boto2File: try boto2File(paths))
  }

  /// The first of boto2's files that names keys.
  private static func boto2File(_ paths: FilePaths) throws(AWSError) -> String? {
    let candidates = paths.environment["BOTO_CONFIG"].map { [$0] } ?? ["/etc/boto.cfg", "~/.boto"]
    for path in candidates.map(paths.expand) {
      guard let bytes = try SmallFile.read(path) else { continue }
      if String(decoding: bytes, as: UTF8.self).lowercased().contains("aws_access_key_id") { return path }
    }
    return nil
  }

  private static func sections(_ path: String) throws(AWSError) -> [(header: String, section: SharedSection)] {
    guard let bytes = try SmallFile.read(path) else { return [] }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw AWSError(.configuration, code: "InvalidFile", message: "\(path) is not UTF-8 text")
    }
    return try SharedFileParser.parse(text, name: path)
  }
}
