/// Times as AWS writes them. All in UTC, in the proleptic Gregorian calendar; a number is seconds since 1970-01-01T00:00:00Z without leap seconds.
public enum DateFormats {
  /// `2026-11-23T03:04:05Z`, with milliseconds (cut, not rounded) only where they are not zero. Years 0000 to 9999; others give the nearest of these.
  public static func iso8601(_ seconds: Double) -> String {
    let time = CivilTime(seconds)
    let fraction = time.millisecond == 0 ? "" : ".\(digits(time.millisecond, 3))"
    return "\(digits(time.year, 4))-\(digits(time.month, 2))-\(digits(time.day, 2))T"
      + "\(digits(time.hour, 2)):\(digits(time.minute, 2)):\(digits(time.second, 2))\(fraction)Z"
  }

  /// `20261123T030405Z`, the form of `X-Amz-Date`; fractions are cut.
  public static func basic(_ seconds: Double) -> String {
    let time = CivilTime(seconds)
    return "\(digits(time.year, 4))\(digits(time.month, 2))\(digits(time.day, 2))T"
      + "\(digits(time.hour, 2))\(digits(time.minute, 2))\(digits(time.second, 2))Z"
  }

  /// Reads RFC 3339, such as `2026-11-23T03:04:05.678+01:00`; nil for anything else, also for a day that does not exist. A leap second counts as the second before it.
  public static func parseISO8601(_ text: String) -> Double? {
    var scanner = TimeScanner(text)
    guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2), scanner.take("-"), let day = scanner.number(2),
      scanner.take("T") || scanner.take("t"), let time = scanner.timeOfDay(),
      let fraction = scanner.fraction(), let offset = scanner.zone(), scanner.isAtEnd,
      let midnight = CivilTime.secondsAtMidnight(year: year, month: month, day: day)
    else { return nil }
    return Double(midnight + time - offset) + fraction
  }

  /// Reads the form of HTTP's `Date` (IMF-fixdate of RFC 9110), such as `Sun, 06 Nov 1994 08:49:37 GMT`; nil for anything else. The day of the week is not compared with the date.
  public static func parseHTTPDate(_ text: String) -> Double? {
    var scanner = TimeScanner(text)
    guard scanner.word(of: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]) != nil, scanner.take(","), scanner.take(" "),
      let day = scanner.number(2), scanner.take(" "),
      let month = scanner.word(of: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]), scanner.take(" "),
      let year = scanner.number(4), scanner.take(" "), let time = scanner.timeOfDay(),
      scanner.word(of: [" GMT"]) != nil, scanner.isAtEnd,
      let midnight = CivilTime.secondsAtMidnight(year: year, month: month + 1, day: day)
    else { return nil }
    return Double(midnight + time)
  }

  private static func digits(_ value: Int, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
