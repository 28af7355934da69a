/// The run of strikes of one container instance, as the store keeps it.
public struct StrikeRecord: Hashable, Sendable {
  /// Strikes in this run. 0 while an agent update is waited for.
  public var count: Int
  /// When the run began.
  public var since: Timestamp
  /// The ID of the sweep that counted last.
  public var seen: String
  /// The container instance's `version` at the last sighting.
  public var version: Int64?
  /// When the agent was found to have reconnected in between, within the last 6 hours.
  public var restarts: [Timestamp]
  /// When an agent update was first seen in this run.
  public var updatingSince: Timestamp?

  /// A run of strikes.
  public init(
    count: Int, since: Timestamp, seen: String, version: Int64? = nil, restarts: [Timestamp] = [], updatingSince: Timestamp? = nil
  ) {
    self.count = count
    self.since = since
    self.seen = seen
    self.version = version
    self.restarts = restarts
    self.updatingSince = updatingSince
  }

  /// Restarts of a run within ``flapWindow`` that make an instance flapping instead of dead.
  public static let flapLimit = 3
  /// How long a restart is remembered.
  public static let flapWindow: Duration = .seconds(6 * 3600)

  /// Whether the agent comes and goes: replacing the instance would not help, looking at it would.
  public var isFlapping: Bool { restarts.count >= Self.flapLimit }
}

/// A sweep's mark on a target: which sweep, and when.
public struct SweepMark: Hashable, Sendable {
  /// The sweep's ID.
  public let id: String
  /// When it counted.
  public let at: Timestamp

  /// The mark of one sweep.
  public init(id: String, at: Timestamp) {
    self.id = id
    self.at = at
  }
}
