/// Spares a caller the wait for an endpoint that cannot be reached: after `limit` failures to connect in a row it is not tried for `pause`.
///
/// After the pause it is tried again, and the first further failure begins the next pause.
struct Circuit {
  static let limit = 5
  static let pause = Duration.seconds(30)

  private var failures = 0
  private var blockedUntil: Duration?
  private var reason = ""

  /// - Parameter now: monotonic time
  mutating func failed(_ error: NetworkError, now: Duration) {
    failures += 1
    reason = error.message
    if failures >= Self.limit { blockedUntil = now + Self.pause }
  }

  /// The error to answer with instead of trying; `nil` when it may be tried.
  func refusal(now: Duration) -> NetworkError? {
    guard let blockedUntil, now < blockedUntil else { return nil }
    return NetworkError(
      .unavailable,
      """
      not tried: the last \(failures) attempts to connect failed; next attempt in \((blockedUntil - now).components.seconds + 1) s. \
      A function in a VPC needs a NAT gateway or a VPC endpoint for this service. Last failure: \(reason)
      """)
  }
}
