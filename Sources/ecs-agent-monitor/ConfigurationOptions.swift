import AgentHealth
import ArgumentParser
import Configuration
import Glibc

/// Which configuration a command works by, and which part of it: the same for every command.
struct ConfigurationOptions: ParsableArguments {
  @Option(name: .customLong("clusters"), help: ArgumentHelp("The configuration file (default: clusters.json).", valueName: "file"))
  var file: String?
  @Option(help: ArgumentHelp("c7n-org's accounts file (YAML), in place of the configuration's accounts.", valueName: "file"))
  var accountsFile: String?
  @Option(name: .shortAndLong, help: "Only these accounts, by ID or name; globs.") var account: [String] = []
  @Option(help: "None of these accounts, by ID or name; globs.") var notAccounts: [String] = []
  @Option(name: .shortAndLong, help: "Only accounts with all these tags.") var tags: [String] = []
  @Option(name: .shortAndLong, help: "Only these Regions; globs, !excludes.") var region: [String] = []
  @Option(help: "Where strikes are kept, instead of the file's store.") var store: String?
  @Option(help: "The profile of AWS's shared files to get credentials from.") var profile: String?

  private var path: String { file ?? "clusters.json" }

  /// The file that names the accounts.
  private var source: String { accountsFile ?? path }

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

  /// The accounts that the files name and that are left; those that only an organization knows are not among them.
  func accounts(of configuration: SweepConfiguration) throws -> [AccountPlan] {
    let accounts = configuration.accounts.filter(filter().admits)
    if accounts.isEmpty, configuration.organization == nil { throw ExitCode.usage(nothing(of: .accounts)) }
    return accounts
  }

  /// What `-a`, `--not-accounts`, `-t`, `-r` and the clusters leave. As with c7n-org, one value may hold several by commas, and `-r all` is
  /// every Region.
  func filter(clusters: [String] = []) -> ScopeFilter {
    ScopeFilter(
      accounts: Self.separated(account), notAccounts: Self.separated(notAccounts), tags: Self.separated(tags),
      regions: NameFilter(Self.separated(region).map { $0 == "all" ? "*" : $0 }), clusters: NameFilter(clusters))
  }

  /// Why nothing is left, for whoever wrote the command line.
  func nothing(of part: ScopeFilter.Part, clusters: [String] = []) -> String {
    switch part {
    case .accounts:
      let flags = [("--account", account), ("--not-accounts", notAccounts), ("--tags", tags)].filter { !$0.1.isEmpty }
      let words = flags.map { "\($0) \($1.joined(separator: ", "))" }.joined(separator: " with ")
      return "\(words) matches no account of \(source)"
    case .notAccount(let name): return "--not-accounts \(name) is no account of \(source): nothing was swept"
    case .regions:
      if region.isEmpty { return "the Regions of the accounts in \(source) exclude each other" }
      return "--region \(region.joined(separator: ", ")) matches no Region of the accounts in \(source)"
    case .clusters:
      let patterns = clusters.isEmpty ? "the clusters of \(source)" : "--cluster \(clusters.joined(separator: ", "))"
      return "\(patterns) match no cluster"
    }
  }

  private static func separated(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",") }.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }
}
