/// All that a sweep saw, decided and did: the one value every output is made from.
public struct SweepReport: Hashable, Sendable {
  /// The sweep's ID.
  public var sweepID: String
  /// Plan, warn or apply.
  public var mode: SweepMode
  /// The shard that was swept; nil where there are none.
  public var shard: Shard?
  /// When it began.
  public var startedAt: Timestamp
  /// How long it took.
  public var duration: Duration
  /// Every target, in order.
  public var targets: [TargetReport]
  /// Every instance that is not healthy, in order of target.
  public var instances: [InstanceReport]
  /// Remediations that were begun and are not ended.
  public var unfinished: [UnfinishedReport]
  /// Scopes in which nothing is remediated, the widest first.
  public var holds: [HoldReport]
  /// What each rule found of the one instance that is to be explained. No part of the report's renderings.
  public var findings: [RuleFinding] = []
  /// What went wrong with the sweep itself: no credentials, no store. Each one line for people.
  public var failures: [String]
  /// What the reader should know and need not act on at once.
  public var warnings: [String]
  /// What became of the messages to people; nil where none was due.
  public var notification: NotificationReport?
  /// How AWS was used.
  public var api: APIReport
  /// The part of the filter that left nothing to sweep; nil where something was left, or where nobody could find out.
  public var fruitless: ScopeFilter.Part?
  /// Whether the sweep was ended by a signal, and by which.
  public var interruption: Int32?

  /// A report of a sweep.
  public init(
    sweepID: String, mode: SweepMode, startedAt: Timestamp, duration: Duration = .zero, targets: [TargetReport] = [],
    instances: [InstanceReport] = [], holds: [HoldReport] = [], unfinished: [UnfinishedReport] = [], failures: [String] = [],
    warnings: [String] = [],
    notification: NotificationReport? = nil, api: APIReport = APIReport(), fruitless: ScopeFilter.Part? = nil,
    interruption: Int32? = nil
  ) {
    self.sweepID = sweepID
    self.mode = mode
    self.startedAt = startedAt
    self.duration = duration
    self.targets = targets
    self.instances = instances
    self.holds = holds
    self.unfinished = unfinished
    self.failures = failures
    self.warnings = warnings
    self.notification = notification
    self.api = api
    self.fruitless = fruitless
    self.interruption = interruption
  }
}

/// What a sweep may do.
public enum SweepMode: String, Hashable, Sendable, CaseIterable {
  /// Reads only, AWS and store; verdicts as `apply` would give them now.
  case plan
  /// Counts strikes in a namespace of its own, never acts.
  case warn
  /// Counts and acts.
  case apply
}
