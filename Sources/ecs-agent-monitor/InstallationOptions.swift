import AgentHealth
import ArgumentParser
import Configuration
import Glibc

/// Which installation a command works for: its configuration, its store, its credentials.
struct InstallationOptions: ParsableArguments {
  @Option(name: .customLong("clusters"), help: ArgumentHelp("The configuration file (default: clusters.json).", valueName: "file"))
  var file: String?
  @Option(help: ArgumentHelp("c7n-org's accounts file (YAML), in place of the configuration's accounts.", valueName: "file"))
  var accountsFile: String?
  @Option(help: "Where strikes are kept, instead of the file's store.") var store: String?
  @Option(help: "The profile of AWS's shared files to get credentials from.") var profile: String?

  private var path: String { file ?? "clusters.json" }

  /// The file that names the accounts.
  var source: String { accountsFile ?? path }

  /// Reads the files, with the flags as the last layer of policy; every error in them is one line on standard error.
  func read(flags: PolicyOverrides = .init()) throws -> SweepConfiguration {
    let configuration = try orExit(.configuration) { () throws(ConfigurationError) in
      guard let accountsFile else { return try SweepConfiguration.load(path) }
      let isThere = file != nil || access(path, F_OK) == 0
      let base = isThere ? try SweepConfiguration.load(path, needsAccounts: false) : SweepConfiguration()
      return try base.with(accountsFile: Document(yaml: try ConfigurationFile.read(accountsFile), file: accountsFile))
    }.with(flags: flags)
    let layers = configuration.accounts.map(\.policies) + [configuration.organization?.template.policies].compactMap(\.self)
    if let contradiction = layers.flatMap(\.contradictions).first { throw ExitCode.usage(contradiction) }
    return configuration
  }
}
