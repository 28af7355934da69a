import AgentHealth
import WireFormats

/// Numbers, durations and times as people read them.
enum Figures {
  /// `1,234`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// `1 instance`, `1,234 instances`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `12%`, `0.4%`: one decimal below ten.
  static func percent(_ share: Double) -> String {
    let tenths = Int((max(0, share) * 1000).rounded())
    return tenths < 100 && tenths % 10 != 0 ? "\(tenths / 10).\(tenths % 10)%" : "\((tenths + 5) / 10)%"
  }

  /// `0.3s`, `12s`, `2m 5s`, `1h 3m`: how long something took.
  static func took(_ duration: Duration) -> String {
    let tenths = max(0, duration.milliseconds) / 100
    let seconds = tenths / 10
    if seconds < 10 { return "\(seconds).\(tenths % 10)s" }
    if seconds < 60 { return "\(seconds)s" }
    return seconds < 3600 ? "\(seconds / 60)m \(seconds % 60)s" : "\(seconds / 3600)h \(seconds / 60 % 60)m"
  }

  /// `2026-11-23T03:04:05Z`, without fraction.
  static func time(_ time: Timestamp) -> String {
    DateFormats.iso8601((time.seconds).rounded(.down))
  }

  /// `03:04:05Z` on the day of `day`, else `2026-11-22T03:04:05Z`.
  static func time(_ time: Timestamp, on day: Timestamp) -> String {
    let text = Figures.time(time)
    return text.prefix(10) == Figures.time(day).prefix(10) ? String(text.dropFirst(11)) : text
  }
}
