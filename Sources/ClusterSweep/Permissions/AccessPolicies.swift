import AWSCore
import AWSServices
public import AgentHealth

/// The policies of IAM that a configuration needs, as JSON documents: no more than what it turns on.
public struct AccessPolicies: Sendable {
  /// The accounts that are swept; all in one partition. Those of an organization are one, whose ID is `*`.
  let accounts: [AccountPlan]
  /// Whether accounts are looked for in an organization.
  let hasOrganization: Bool
  /// Whose tags they are.
  let installation: String
  /// The SNS topic's ARN; nil means none.
  let topic: String?
  /// The Redis that is entered with IAM, if one is.
  let cache: Cache?
  /// What the sweeps do at most.
  let mode: SweepMode
  /// `aws`, `aws-cn`, …
  let partition: String

  /// A cache of ElastiCache that is entered with IAM.
  public struct Cache: Sendable {
    let name: String
    let user: String
    let isServerless: Bool
    let region: String?

    /// A cache and the user that enters it.
    /// - Parameter region: nil for the caller's own, whichever that is.
    public init(name: String, user: String, isServerless: Bool, region: String?) {
      self.name = name
      self.user = user
      self.isServerless = isServerless
      self.region = region
    }

    /// Both are asked for. The account is left open, because only the caller's own is meant.
    func arns(partition: String) -> [String] {
      ["\(isServerless ? "serverlesscache" : "replicationgroup"):\(name)", "user:\(user)"].map {
        "arn:\(partition):elasticache:\(region ?? "*"):*:\($0)"
      }
    }
  }

  /// Why there is no policy: one line for people.
  public struct Impossible: Error, CustomStringConvertible {
    /// What was found and what to do.
    public let description: String
  }

  /// The policies for some accounts. Throws where they lie in several partitions: no policy holds for two.
  public init(
    accounts: [AccountPlan], organization: OrganizationPlan? = nil, installation: String, topic: String?, cache: Cache? = nil,
    mode: SweepMode
  ) throws(Impossible) {
    let accounts = accounts + [organization?.everyAccount].compactMap(\.self)
    let partitions = Set(accounts.map(\.partition)).sorted()
    guard let partition = partitions.first, partitions.count == 1 else {
      throw Impossible(
        description: "the accounts lie in \(partitions.joined(separator: " and ")), and a policy holds in one: choose with --account")
    }
    self.accounts = accounts
    hasOrganization = organization != nil
    self.installation = installation
    self.topic = topic
    self.cache = cache
    self.mode = mode
    self.partition = partition
  }

  /// For the role in each account, the same for all of them.
  public func member() throws(Impossible) -> String {
    guard accounts.contains(where: { !$0.roles.isEmpty }) else {
      throw Impossible(description: "no account names a role: the caller sweeps with permissions of its own, see --for caller")
    }
    return IAMPolicy(memberStatements).json
  }

  /// For whoever runs the command: to assume exactly the roles, to publish on exactly the topic, to enter exactly the cache. Where
  /// an account names no role, it is the caller that sweeps there, and needs what a role would.
  public func caller() throws(Impossible) -> String {
    var statements: [IAMPolicy.Statement] = []
    // Of a chain the caller assumes the first only; each other is assumed by the one before it.
    let roles = Set(accounts.compactMap(\.roles.first)).sorted()
    if !roles.isEmpty { statements.append(.init("AssumeRoles", actions: [.assumeRole], resources: roles)) }
    if let topic, mode != .plan { statements.append(.init("Notify", actions: [.publish], resources: [topic])) }
    if hasOrganization { statements.append(.init("List", actions: [.listAccounts], resources: ["*"])) }
    if let cache { statements.append(.init("Connect", actions: [.connect], resources: cache.arns(partition: partition))) }
    if accounts.contains(where: \.roles.isEmpty) { statements += memberStatements }
    return IAMPolicy(statements).json
  }

  /// What stands for an external ID in a trust policy: like the configuration's messages, no output quotes one.
  public static let externalIDPlaceholder = "EXTERNAL_ID"

  /// The trust policy of the role in each account.
  /// - Parameters:
  ///   - principal: who assumes it: an account's 12 digits, or the ARN of a role or user.
  ///   - organization: the ID of the organization, `o-…`, that the principal must belong to; nil asks for none.
  public func trust(principal: String, organization: String? = nil) throws(Impossible) -> String {
    let isAccount = principal.utf8.count == 12 && principal.utf8.allSatisfy { (48...57).contains($0) }
    guard isAccount || ARN(principal).map({ ["iam", "sts"].contains($0.service) }) == true else {
      throw Impossible(description: "found the principal \"\(principal)\", expected an account's 12 digits or the ARN of a role or user")
    }
    let withRole = accounts.filter { !$0.roles.isEmpty }
    let externalIDs = Set(withRole.map(\.externalID))
    guard let externalID = externalIDs.first else { throw Impossible(description: "no account names a role: there is nothing to trust") }
    guard externalIDs.count == 1 else {
      throw Impossible(description: "the accounts differ in \"external_id\", and so do their trust policies: choose one with --account")
    }
    let conditions = [
      externalID.map { _ in IAMPolicy.Statement.Condition("StringEquals", "sts:ExternalId", [Self.externalIDPlaceholder]) },
      organization.map { IAMPolicy.Statement.Condition("StringEquals", "aws:PrincipalOrgID", [$0]) },
    ]
    let arn = isAccount ? "arn:\(partition):iam::\(principal):root" : principal
    return IAMPolicy([.init("Caller", principal: arn, conditions: conditions.compactMap(\.self))]).json
  }

  /// Whether one of the accounts has an external ID.
  public var hasExternalID: Bool { accounts.contains { $0.externalID != nil } }
}

extension AccountPlan {
  /// The partition of its role, else of its Regions.
  fileprivate var partition: String {
    roles.last.flatMap(ARN.init)?.partition ?? Partition.of(region: regions.literals.first ?? "").id
  }
}

extension OrganizationPlan {
  /// A plan for whichever account; the partition is that of the Regions.
  fileprivate var everyAccount: AccountPlan {
    let partition = Partition.of(region: template.regions.literals.first ?? "").id
    return plan(for: OrganizationMember(id: "*", name: "*", state: "ACTIVE", units: [], partition: partition))
  }
}
