/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Rules are handed the time; nothing in this module reads a clock.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970, UTC.
  public let milliseconds: Int64

  /// A time from milliseconds since 1970.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// A time from seconds since 1970, as AWS sends them; the fraction is kept to the millisecond.
  public init(seconds: Double) {
    self.milliseconds = Int64((seconds * 1000).rounded())
  }

  /// Seconds since 1970.
  public var seconds: Double { Double(milliseconds) / 1000 }

  /// Earlier comes first.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
  /// The time that lies `d` after `t`.
  public static func + (t: Timestamp, d: Duration) -> Timestamp { Timestamp(milliseconds: t.milliseconds + d.milliseconds) }
  /// The time that lies `d` before `t`.
  public static func - (t: Timestamp, d: Duration) -> Timestamp { Timestamp(milliseconds: t.milliseconds - d.milliseconds) }
  /// How long `a` is after `b`; negative where it is before.
  public static func - (a: Timestamp, b: Timestamp) -> Duration { .milliseconds(a.milliseconds - b.milliseconds) }
}

extension Duration {
  /// Whole milliseconds, rounded towards zero.
  public var milliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }
}
