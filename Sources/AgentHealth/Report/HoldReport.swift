/// A scope in which nothing is remediated, why, and what would release it.
public struct HoldReport: Hashable, Sendable {
  /// Which rule holds.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    case brake
    case cooldown
    case controlPlaneSuspected = "control_plane_suspected"
    case regionUnreadable = "region_unreadable"

    init(_ rule: ControlPlane.Rule) { self = rule == .suspected ? .controlPlaneSuspected : .regionUnreadable }
  }

  /// What this sweep changed.
  public enum Change: String, Hashable, Sendable {
    case held
    case released

    /// Nil where the hold is as it was, or began again within its cool-down.
    init?(from previous: Hold?, to hold: Hold?) {
      guard let hold else { return nil }
      if hold.releasedAt == nil {
        if hold.heldAt == previous?.heldAt { return nil }
        self = .held
      } else {
        guard let previous, previous.releasedAt == nil else { return nil }
        self = .released
      }
    }
  }

  /// What is held.
  public let scope: BrakeScope
  /// Which rule holds it.
  public let rule: Rule
  /// The figures that the rule goes by.
  public let figures: BrakeFigures
  /// How many of them may be disconnected; nil where no limit has a say.
  public let allowed: Int?
  /// The limit that says so.
  public let limit: Limit?
  /// The rule in figures, for people.
  public let detail: String
  /// Since when it has been held, and been released; nil where nothing is remembered.
  public let hold: Hold?
  /// Whether it was held or released by this sweep; nil where it was so before.
  public let change: Change?

  /// A hold.
  public init(
    _ scope: BrakeScope, rule: Rule, figures: BrakeFigures, allowed: Int? = nil, limit: Limit? = nil, detail: String, hold: Hold?,
    change: Change? = nil
  ) {
    self.change = change
    self.scope = scope
    self.rule = rule
    self.figures = figures
    self.allowed = allowed
    self.limit = limit
    self.detail = detail
    self.hold = hold
  }

  /// What is held, for people.
  public var place: String {
    switch scope {
    case .cluster(let target): target.description
    case .group(let account, let region, let name): "group \(name) of \(account)/\(region)"
    case .zone(let region, let id): "zone \(id) of \(region)"
    case .region(let region): region
    }
  }

  /// What would release it, for people.
  public var release: String {
    switch rule {
    case .brake where allowed == 0: "a max_disconnected above 0"
    case .brake:
      "\(allowed ?? 0) or fewer disconnected, for the time of cooldown"
        + (scope.isWide ? "" : "; what is out for longer than max_hold is worked off one at a time")
    case .cooldown: "time: the cooldown runs"
    case .controlPlaneSuspected: "agents that connect again, for the time of cooldown; no knob"
    case .regionUnreadable: "a sweep that can read the Region; no knob"
    }
  }

  /// Regions first, then what is narrower.
  var order: (Int, String, String) {
    let width =
      switch scope {
      case .region: 0
      case .zone: 1
      case .cluster: 2
      case .group: 3
      }
    return (width, scope.region + scope.name, limit?.description ?? "")
  }
}
