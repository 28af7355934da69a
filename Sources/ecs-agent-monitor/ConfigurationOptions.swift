import AgentHealth
import ArgumentParser
import Configuration

/// Which configuration a command works by, and which part of it.
struct ConfigurationOptions: ParsableArguments {
  @OptionGroup var installation: InstallationOptions
  @Option(name: .shortAndLong, help: "Only these accounts, by ID or name; globs.") var account: [String] = []
  @Option(help: "None of these accounts, by ID or name; globs.") var notAccounts: [String] = []
  @Option(name: .shortAndLong, help: "Only accounts with all these tags.") var tags: [String] = []
  @Option(name: .shortAndLong, help: "Only these Regions; globs, !excludes.") var region: [String] = []

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
      return "\(words) matches no account of \(installation.source)"
    case .notAccount(let name): return "--not-accounts \(name) is no account of \(installation.source): nothing was swept"
    case .regions:
      if region.isEmpty { return "the Regions of the accounts in \(installation.source) exclude each other" }
      return "--region \(region.joined(separator: ", ")) matches no Region of the accounts in \(installation.source)"
    case .clusters:
      let patterns = clusters.isEmpty ? "the clusters of \(installation.source)" : "--cluster \(clusters.joined(separator: ", "))"
      return "\(patterns) match no cluster"
    }
  }

  private static func separated(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",") }.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }
}
