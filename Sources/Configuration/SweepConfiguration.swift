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
  /// Why nothing at all is to be remediated; nil where the top level does not say so.
  public var paused: String?
  /// The accounts to sweep, in the order of the file. At least one, unless there is an organization.
  public var accounts: [AccountPlan] = []
  /// The organization whose other accounts are swept too; nil means none.
  public var organization: OrganizationPlan?

  /// The defaults, without any account.
  public init() {}

  /// Reads a configuration file of at most 1 MiB. All that is wrong with it is in the one error; only after a mistake of JSON's own grammar
  /// the rest cannot be judged.
  /// - Parameter needsAccounts: whether a file without any account is wrong. Default true.
  public static func load(_ path: String, needsAccounts: Bool = true) throws(ConfigurationError) -> SweepConfiguration {
    try read(try ConfigurationFile.read(path), file: path, needsAccounts: needsAccounts)
  }

  /// Reads a configuration from the bytes of its file.
  ///
  /// - Parameters:
  ///   - file: the file's path, for messages, and for what the file names relative to itself.
  ///   - needsAccounts: whether a file without any account is wrong. Default true.
  public static func read(_ bytes: [UInt8], file: String, needsAccounts: Bool = true) throws(ConfigurationError) -> SweepConfiguration {
    try interpreted(try Document(json: bytes, file: file)) { interpreter, root in
      interpreter.configuration(root, needsAccounts: needsAccounts)
    }
  }

  /// This configuration with the accounts of c7n-org's accounts file in place of its own accounts and organization.
  public func with(accountsFile document: Document) throws(ConfigurationError) -> SweepConfiguration {
    var configuration = self
    configuration.organization = nil
    configuration.accounts = try Self.interpreted(document) { interpreter, root in interpreter.accountsFile(root, top: policy) }
    return configuration
  }

  private static func interpreted<Value>(
    _ document: Document, _ body: (inout Interpreter, DocumentNode) -> Value
  ) throws(ConfigurationError) -> Value {
    try document.interpreted(folder: ConfigurationFile.folder(of: document.file), by: .positions, body)
  }

  /// This configuration with the command line's policy as the last layer of every account.
  public func with(flags: PolicyOverrides) -> SweepConfiguration {
    var configuration = self
    for index in accounts.indices { configuration.accounts[index].policies.flags = flags }
    configuration.organization?.template.policies.flags = flags
    return configuration
  }
}
