internal import Glibc

/// The clocks and the one way to wait, passed in wherever time matters, so that tests own time.
public struct TimeSource: Sendable {
  /// Seconds since 1970 by this machine's clock, which may be wrong. Only for signing and for measuring how wrong it is.
  public var wall: @Sendable () -> Double
  /// Time that only moves forward, from an arbitrary beginning.
  public var monotonic: @Sendable () -> Duration
  /// Waits; throws as soon as the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void

  /// A time of one's own.
  public init(
    wall: @escaping @Sendable () -> Double, monotonic: @escaping @Sendable () -> Duration,
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.wall = wall
    self.monotonic = monotonic
    self.sleep = sleep
  }

  /// The machine's clocks.
  public static let system = TimeSource(
    wall: {
      var now = timespec()
      clock_gettime(CLOCK_REALTIME, &now)
      return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    },
    monotonic: {
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
    },
    sleep: { try await Task.sleep(for: $0) })
}
