import AgentHealth
import ArgumentParser
import Configuration

/// Which configuration a command works by, and which part of it: the same for every command.
struct ConfigurationOptions: ParsableArguments {
  @Option(name: .customLong("clusters"), help: ArgumentHelp("The configuration file.", valueName: "file"))
  var file = "clusters.json"
  @Option(name: .shortAndLong, help: "Only these accounts, by ID or name; globs.") var account: [String] = []
  @Option(name: .shortAndLong, help: "Only these Regions; globs.") var region: [String] = []
  @Option(help: "Where strikes are kept, instead of the file's store.") var store: String?

  /// Reads the file; every error in it is one line on standard error.
  func read() throws -> SweepConfiguration {
    try orExit(.configuration) { () throws(ConfigurationError) in try SweepConfiguration.load(file) }
  }

  /// The accounts that `-a` and `-r` leave, each with the flags as its last layer of policy.
  func accounts(of configuration: SweepConfiguration, flags: PolicyOverrides = .init()) throws -> [AccountPlan] {
    let accounts = configuration.accounts(flags: flags).filter { plan in
      account.isEmpty || account.contains { glob in [plan.accountID, plan.name].contains { $0.map { Glob.matches(glob, $0) } ?? false } }
    }
    if accounts.isEmpty { throw ExitCode.usage("--account \(account.joined(separator: ", ")) matches no account of \(file)") }
    let narrowed = accounts.map { $0.narrowed(to: region) }.filter { !$0.regions.isEmpty }
    if narrowed.isEmpty {
      throw ExitCode.usage("--region \(region.joined(separator: ", ")) matches no Region of the accounts in \(file)")
    }
    if let contradiction = narrowed.flatMap(\.policies.contradictions).first { throw ExitCode.usage(contradiction) }
    return narrowed
  }
}

extension AccountPlan {
  /// This plan with only the Regions that one of `globs` describes; no globs change nothing.
  fileprivate func narrowed(to globs: [String]) -> AccountPlan {
    if globs.isEmpty { return self }
    return AccountPlan(
      name: name, accountID: accountID, role: role, externalID: externalID,
      regions: regions.filter { region in globs.contains { Glob.matches($0, region) } }, clusters: clusters, policies: policies,
      paused: paused)
  }
}
