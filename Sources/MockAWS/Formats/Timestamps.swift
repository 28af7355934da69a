import Glibc

/// Times as the services write them. All UTC; seconds since 1970.
enum Timestamps {
  /// `2026-11-23T03:04:05.000Z`, as EC2 and Auto Scaling write times.
  static func iso8601(_ seconds: Double) -> String {
    format(seconds, "%Y-%m-%dT%H:%M:%S") + ".000Z"
  }

  /// `2026-11-23T03:04:05Z`, as STS writes an expiration.
  static func iso8601WholeSeconds(_ seconds: Double) -> String {
    format(seconds, "%Y-%m-%dT%H:%M:%SZ")
  }

  /// `2026-11-23 03:04:05 GMT`, as EC2 writes the time of a transition.
  static func transition(_ seconds: Double) -> String {
    format(seconds, "%Y-%m-%d %H:%M:%S GMT")
  }

  /// `20261123T030405Z`, as `X-Amz-Date` has it.
  static func basic(_ seconds: Double) -> String {
    format(seconds, "%Y%m%dT%H%M%SZ")
  }

  /// `Mon, 23 Nov 2026 03:04:05 GMT`, as the `Date` header has it.
  static func httpDate(_ seconds: Double) -> String {
    format(seconds, "%a, %d %b %Y %H:%M:%S GMT")
  }

  /// Reads `20261123T030405Z`.
  static func parseBasic(_ text: String) -> Double? {
    parse(text, "########T######Z")
  }

  /// Reads the dates of the cluster query language: `…Z`, `…+00:00`, no zone, or the date alone.
  static func parseISO8601(_ text: String) -> Double? {
    ["####-##-##T##:##:##Z", "####-##-##T##:##:##+00:00", "####-##-##T##:##:##", "####-##-##"].lazy.compactMap { parse(text, $0) }.first
  }

  private static func format(_ seconds: Double, _ pattern: String) -> String {
    var time = time_t(seconds.rounded(.down))
    var fields = tm()
    gmtime_r(&time, &fields)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      let length = strftime(buffer.baseAddress, buffer.count, pattern, &fields)
      return String(decoding: buffer[..<length].lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// `pattern` has `#` for each digit of year, month, day, hour, minute, second, in this order.
  private static func parse(_ text: String, _ pattern: String) -> Double? {
    guard text.utf8.count == pattern.utf8.count else { return nil }
    var digits: [Int32] = []
    for (byte, sign) in zip(text.utf8, pattern.utf8) {
      if sign == UInt8(ascii: "#") {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        digits.append(Int32(byte - UInt8(ascii: "0")))
      } else if sign != byte {
        return nil
      }
    }
    func pair(_ at: Int) -> Int32 { at + 1 < digits.count ? digits[at] * 10 + digits[at + 1] : 0 }
    var fields = tm()
    fields.tm_year = pair(0) * 100 + pair(2) - 1900
    fields.tm_mon = pair(4) - 1
    fields.tm_mday = pair(6)
    (fields.tm_hour, fields.tm_min, fields.tm_sec) = (pair(8), pair(10), pair(12))
    return Double(timegm(&fields))
  }
}
