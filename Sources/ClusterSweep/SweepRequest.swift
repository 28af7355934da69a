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
  /// Narrows the clusters further; excludes of the accounts still win.
  public var clusters: ClusterFilter
  /// The SNS topic's ARN for messages; nil means none.
  public var topic: String?
  /// How long the sweep may take. Default 10 minutes; inspecting gets at most 60 % of it.
  public var deadline: Duration

  /// A sweep to be done.
  public init(
    sweepID: String, attempt: String, mode: SweepMode, installation: String = "default", accounts: [AccountPlan],
    clusters: ClusterFilter = .init(), topic: String? = nil, deadline: Duration = .seconds(600)
  ) {
    self.sweepID = sweepID
    self.attempt = attempt
    self.mode = mode
    self.installation = installation
    self.accounts = accounts
    self.clusters = clusters
    self.topic = topic
    self.deadline = deadline
  }
}
