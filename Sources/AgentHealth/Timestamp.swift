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

extension Timestamp {
  /// RFC 3339 in UTC, to the second: `2026-11-23T03:04:05Z`. The days are Howard Hinnant's `civil_from_days`.
  public var text: String {
    let seconds = milliseconds >= 0 ? milliseconds / 1000 : (milliseconds - 999) / 1000
    let day = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400
    let (second, z) = (seconds - day * 86400, day + 719_468)
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let doe = z - era * 146_097
    let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146_096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    let year = yoe + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(doy - (153 * mp + 2) / 5 + 1, 2))"
    return "\(date)T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
  }
}
