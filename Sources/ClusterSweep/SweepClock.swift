import AWSCore
import AgentHealth

/// The time of a sweep: the date of AWS's answers plus monotonic time since, else the local clock.
struct SweepClock: Sendable {
  let time: TimeSource
  let server: ServerClock

  /// The best time there is.
  var now: Timestamp { Timestamp(seconds: server.now() ?? time.wall()) }

  /// Whether an answer of AWS carried a date: nothing is remediated by the local clock alone.
  var isProven: Bool { server.now() != nil }
}
