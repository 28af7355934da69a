import AWSCore
public import AgentHealth

/// What one sweep is asked to do.
public struct SweepRequest: Sendable {
  /// The sweep's ID, `[A-Za-z0-9_.-]{1,40}`; a retry with the same ID does not count again.
  public var sweepID: String
  /// Random and different for each attempt: who takes turns and claims remediations.
  public var attempt: String
  /// Plan, warn or apply.
  public var mode: SweepMode
  /// The installation's name, which its remediation tags carry.
  public var installation: String
  /// The accounts to sweep. Where two reach the same target, their policies for it must be equal.
  public var accounts: [AccountPlan]
  /// The organization whose other accounts are swept too; nil means none.
  public var organization: OrganizationPlan?
  /// What is left of accounts, Regions and clusters, also of those that only discovery finds.
  public var filter: ScopeFilter
  /// Where STS, Organizations and EC2 are asked what is no Region's own.
  public let region: String
  /// Why nothing at all is to be remediated; nil (default) where nothing says so.
  public var paused: String?
  /// The SNS topic's ARN for messages; nil means none.
  public var topic: String?
  /// The EC2 instance whose remediation an apply is to end, beginning none; nil (default) means all that is due.
  public var finishing: String?
  /// The EC2 instance of which every rule's answer is wanted; nil (default) means none.
  public var explaining: String?
  /// How long the sweep may take. Default 10 minutes; inspecting gets at most 60 % of it.
  public var deadline: Duration
  /// Targets read at once, 1…; default 48. More would only queue in the event loop, which has 64 requests in flight in all. Each may hold four pages
  /// of a third of a megabyte, so fewer take less memory; the same number of requests to one endpoint is in flight with 4 and with 48.
  public var targetsAtOnce = 48

  /// A sweep to be done.
  /// - Parameter region: the caller's own; nil where it has none.
  public init(
    sweepID: String, attempt: String, mode: SweepMode, installation: String = "default", accounts: [AccountPlan],
    organization: OrganizationPlan? = nil, filter: ScopeFilter = .init(), region: String? = nil, paused: String? = nil,
    topic: String? = nil,
    deadline: Duration = .seconds(600)
  ) {
    self.sweepID = sweepID
    self.attempt = attempt
    self.mode = mode
    self.installation = installation
    self.accounts = accounts
    self.organization = organization
    self.filter = filter
    self.region = Self.asked(region, named: accounts.lazy.compactMap(\.regions.literals.first).first)
    self.paused = paused
    self.topic = topic
    self.deadline = deadline
  }

  /// The Region to ask for an account: the caller's, unless a Region of another partition is named. Default us-east-1.
  static func asked(_ callers: String?, named: String?) -> String {
    guard let callers else { return named ?? "us-east-1" }
    guard let named, Partition.of(region: named) != Partition.of(region: callers) else { return callers }
    return named
  }
}
