import AgentHealth

/// How far a sweep has come, for a person who watches.
public actor SweepProgress {
  /// The figures of one moment.
  public struct Snapshot: Sendable {
    /// Targets that were read, completely or not.
    public var targetsDone = 0
    /// Targets there are; 0 until they were discovered.
    public var targets = 0
    /// Instances described, or counted by ECS in a filtered scan.
    public var instances = 0
    /// How many of them are disconnected.
    public var disconnected = 0
  }

  /// The figures of this moment.
  public private(set) var snapshot = Snapshot()

  /// Nothing done yet.
  public init() {}

  func discovered(targets: Int) {
    snapshot.targets = targets
  }

  /// These targets are read once more.
  func repeats(_ observations: [Observation]) {
    snapshot.targetsDone -= observations.count
    snapshot.instances -= observations.reduce(0) { $0 + $1.observed }
    snapshot.disconnected -= observations.reduce(0) { $0 + $1.disconnected }
  }

  func inspected(instances: Int, disconnected: Int) {
    snapshot.targetsDone += 1
    snapshot.instances += instances
    snapshot.disconnected += disconnected
  }
}
