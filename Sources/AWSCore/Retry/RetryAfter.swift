internal import Network
internal import WireFormats

/// How long an answer asks to wait before the next attempt.
enum RetryAfter {
  /// Seconds by `x-amz-retry-after`, which is in milliseconds, else by `Retry-After`, in seconds or as a date (RFC 9110, 10.2.3); nil where
  /// neither says anything usable.
  static func seconds(_ response: HTTPResponse) -> Double? {
    if let milliseconds = response.header("x-amz-retry-after").flatMap(Int.init), milliseconds >= 0 { return Double(milliseconds) / 1000 }
    guard let text = response.header("Retry-After") else { return nil }
    if let seconds = Int(text) { return seconds >= 0 ? Double(seconds) : nil }
    // Measured by the clock that wrote it.
    guard let then = DateFormats.parseHTTPDate(text), let now = response.header("Date").flatMap(DateFormats.parseHTTPDate) else {
      return nil
    }
    return max(0, then - now)
  }
}
