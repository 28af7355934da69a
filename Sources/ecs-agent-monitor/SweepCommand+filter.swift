import AgentHealth

extension SweepCommand {
  /// What `-a`, `--not-accounts`, `-t`, `-r` and `-c` leave. As with c7n-org, one value may hold several by commas, and `-r all` is every
  /// Region.
  var filter: ScopeFilter {
    ScopeFilter(
      accounts: Self.separated(account), notAccounts: Self.separated(notAccounts), tags: Self.separated(tags),
      regions: NameFilter(Self.separated(region).map { $0 == "all" ? "*" : $0 }), clusters: NameFilter(cluster))
  }

  /// Why there is nothing to sweep, for whoever wrote the command line.
  func nothing(of part: ScopeFilter.Part) -> String {
    let source = accountsFile ?? path
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
      let patterns = cluster.isEmpty ? "the clusters of \(source)" : "--cluster \(cluster.joined(separator: ", "))"
      return "\(patterns) match no cluster"
    }
  }

  private static func separated(_ values: [String]) -> [String] {
    values.flatMap { $0.split(separator: ",") }.map { String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
  }
}
