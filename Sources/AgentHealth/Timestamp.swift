/// A point in time, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Range: the years 1 to 9999. What a store or an answer says beyond that is cut to it, so that no arithmetic can overflow.
/// Rules are handed the time; nothing in this module reads a clock.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970, UTC.
  public let milliseconds: Int64

  /// A time from milliseconds since 1970.
  public init(milliseconds: Int64) {
    self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound)
  }

  private static let range = Int64(-62_135_596_800_000)...253_402_300_799_999

  /// A time from seconds since 1970, as AWS sends them; the fraction is kept to the millisecond. What is not a number is 1970.
  public init(seconds: Double) {
    let milliseconds = (seconds * 1000).rounded()
    let outside: Int64 = milliseconds.isNaN ? 0 : milliseconds < 0 ? .min : .max
    self.init(milliseconds: Int64(exactly: milliseconds) ?? outside)
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
