import Glibc

/// What the mock takes for "now": the `Date` of its answers, the age of signatures and sessions, and when a replacement is up.
public struct MockClock: Sendable {
  /// Seconds since 1970, UTC.
  public let now: @Sendable () -> Double

  /// A clock that reads `now`, in seconds since 1970.
  public init(now: @escaping @Sendable () -> Double) {
    self.now = now
  }

  /// The machine's own wall clock.
  public static let system = MockClock {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// A clock that always reads `seconds` since 1970.
  public static func fixed(_ seconds: Double) -> MockClock {
    MockClock { seconds }
  }
}

/// A clock that only a test moves. Hand `clock` to the mock's options.
public final class MockManualClock: Sendable {
  private let seconds: Guarded<Double>

  /// Starts at `seconds` since 1970 (default 2026-11-23T00:00:00Z).
  public init(_ seconds: Double = 1_795_392_000) {
    self.seconds = Guarded(seconds)
  }

  /// Seconds since 1970.
  public var now: Double {
    seconds.withLock { $0 }
  }

  /// Moves the clock by `seconds`, which may be negative.
  public func advance(by step: Double) {
    seconds.withLock { $0 += step }
  }

  /// The clock as the mock's options take it.
  public var clock: MockClock {
    MockClock { self.now }
  }
}
