/// Credentials and the rule for when to renew them. Times are seconds since 1970.
struct HeldCredentials: Sendable {
  let credentials: Credentials
  /// How long they were good for when they came.
  private let lifetime: Double
  /// No early renewal before this: the last one failed.
  private var nextTry = -Double.infinity

  init(_ credentials: Credentials, now: Double) {
    self.credentials = credentials
    self.lifetime = (credentials.expiration ?? .infinity) - now
  }

  /// In the last 15 minutes somebody should renew them, in the last 10 they must be renewed before use: botocore's windows. Those that
  /// never lived that long have a quarter and a sixth of their life instead.
  func needsRenewal(now: Double, isRenewing: Bool) -> Bool {
    let left = left(now)
    if left <= min(600, lifetime / 6) { return now >= nextTry }
    return left <= min(900, lifetime / 4) && !isRenewing && now >= nextTry
  }

  /// Whether they can be used although their renewal failed: for another minute at least.
  func survivesFailure(now: Double) -> Bool { left(now) > 60 }

  /// Their renewal failed: not to be tried again for 30 s.
  mutating func failed(now: Double) { nextTry = now + 30 }

  private func left(_ now: Double) -> Double { (credentials.expiration ?? .infinity) - now }
}
