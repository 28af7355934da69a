public import AgentHealth

/// What clusters.json says (Documentation/clusters.md).
public struct SweepConfiguration: Hashable, Sendable {
  /// Where strikes are kept; nil where the file does not say.
  public var store: StoreLocation?
  /// What all keys in the store begin with. `[A-Za-z0-9_.:-]{1,64}`, default `ecs-agent-monitor`.
  public var keyPrefix = "ecs-agent-monitor"
  /// This installation's name, which its remediation tags carry. `[A-Za-z0-9_.:-]{1,64}`, default `default`.
  public var installation = "default"
  /// The ARN of the SNS topic for messages; nil means none.
  public var topic: String?
  /// The policy of the top level; it is a layer of each account's too.
  public var policy = PolicyOverrides()
  /// Why nothing at all is to be remediated; nil where the top level does not say so. It stands in each account as well.
  public var paused: String?
  /// The accounts to sweep, in the order of the file. At least one.
  public var accounts: [AccountPlan] = []

  /// The defaults, without any account.
  public init() {}

  /// Reads a configuration file of at most 1 MiB. All that is wrong with it is in the one error; only after a mistake of JSON's own grammar
  /// the rest cannot be judged.
  public static func load(_ path: String) throws(ConfigurationError) -> SweepConfiguration {
    try read(try ConfigurationFile.read(path), file: path)
  }

  /// Reads a configuration from the bytes of its file.
  ///
  /// - Parameter file: the file's path, for messages, and for what the file names relative to itself.
  public static func read(_ bytes: [UInt8], file: String) throws(ConfigurationError) -> SweepConfiguration {
    let document = try JSONDocument(bytes, file: file)
    var interpreter = Interpreter(folder: ConfigurationFile.folder(of: file))
    let configuration = interpreter.configuration(document.root)
    guard interpreter.problems.isEmpty else { throw document.error(interpreter.problems) }
    return configuration
  }

  /// The accounts with the command line's policy as their last layer.
  public func accounts(flags: PolicyOverrides) -> [AccountPlan] {
    accounts.map { plan in
      var policies = plan.policies
      policies.flags = flags
      return AccountPlan(
        name: plan.name, accountID: plan.accountID, role: plan.role, externalID: plan.externalID, regions: plan.regions,
        clusters: plan.clusters, policies: policies,
        paused: plan.paused)
    }
  }
}
