/// What the rules say of one container instance.
public enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// Its agent is connected.
  case healthy
  /// Disconnected, and not yet for long or often enough.
  case striking
  /// To be remediated now.
  case due
  /// Due, and it waits for its turn. This is progress, not an error.
  case deferred
  /// Due, and a rule forbids to act. Somebody should look.
  case held
  /// Disconnected for a reason that is not ours to repair.
  case ignored
}

/// Why a verdict is what it is. Stable names: reports and filters use them.
public enum Reason: String, Hashable, Sendable, CaseIterable {
  // striking
  case strikes
  case startupGrace = "startup_grace"
  case updateGrace = "update_grace"
  // due
  case disconnected
  case unfinished
  case duplicateRegistration = "duplicate_registration"
  case ghost
  // deferred
  case perGroup = "per_group"
  case perCluster = "per_cluster"
  case perSweep = "per_sweep"
  case perHour = "per_hour"
  case replacementPending = "replacement_pending"
  case terminating
  case countedElsewhere = "counted_elsewhere"
  case deadline
  case notAsked = "not_asked"
  // held
  case paused
  case partial
  case brake
  case controlPlaneSuspected = "control_plane_suspected"
  case regionUnreadable = "region_unreadable"
  case flapping
  case strikesUnknown = "strikes_unknown"
  case budgetUnknown = "budget_unknown"
  case clockUnknown = "clock_unknown"
  case factsUnknown = "facts_unknown"
  case noGroup = "no_group"
  case notInService = "not_in_service"
  case draining
  case foreignTag = "foreign_tag"
  case terminationProtected = "termination_protected"
  case tagPolicy = "tag_policy"
  case holdUntil = "hold_until"
  case scaleInProtected = "scale_in_protected"
  case groupDeleting = "group_deleting"
  case groupSuspended = "group_suspended"
  case capacityProvider = "capacity_provider"
  case instanceRefresh = "instance_refresh"
  case zonalShift = "zonal_shift"
  case scalingIn = "scaling_in"
  case replacementsFailing = "replacements_failing"
  case changed
  case recovered
  case stranded
  // ignored
  case external
  case operatorManaged = "operator_managed"
  case notRunning = "not_running"
  case terminated
  case notActive = "not_active"
}

/// A verdict with its reason, for people and for machines.
public struct Ruling: Hashable, Sendable {
  /// What follows.
  public let verdict: Verdict
  /// Which rule said so.
  public let reason: Reason
  /// The figures behind it, in one line.
  public let detail: String

  /// A verdict with its reason.
  public init(_ verdict: Verdict, _ reason: Reason, _ detail: String) {
    self.verdict = verdict
    self.reason = reason
    self.detail = detail
  }

  /// Begun, detached, and its agent was back in between: a person decides, whether it is connected at present or not.
  static func stranded(_ facts: InstanceFacts) -> Ruling {
    let threat = facts.membership?.threat.map { "; \($0)" } ?? ""
    let tag = facts.remediationTag ?? ""
    return Ruling(.held, .stranded, "remediation \(tag) was begun, and its agent has been connected since\(threat)")
  }
}
