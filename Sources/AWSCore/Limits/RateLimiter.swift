/// Keeps every account's and Region's requests within AWS's own limits, so that they are not refused but wait, first come, first served.
///
/// Whoever waits knows when his turn is and sleeps until then, so ten thousand waiters need ten thousand sleeps and nobody to wake them.
public actor RateLimiter {
  /// Which bucket.
  public struct Key: Hashable, Sendable {
    /// The account that the request counts on.
    public let account: String
    /// The Region that it goes to.
    public let region: String
    /// The operations that share the bucket.
    public let category: APICategory

    /// The bucket of an account, Region and category.
    public init(account: String, region: String, category: APICategory) {
      self.account = account
      self.region = region
      self.category = category
    }
  }

  /// Requests take unequally long to AWS, and may come closer together than they went. So at a share of 1 the burst is smaller than AWS's by
  /// what its bucket gains in this time, in seconds.
  private static let jitter = 0.25

  private let share: Double
  private var shares: [String: Double] = [:]
  private let time: TimeSource
  private var buckets: [Key: TokenBucket] = [:]

  /// - Parameter share: how much of the published burst and rate to use, above 0 and up to 1 (what is beyond is cut to that); default 0.5,
  ///   so that the account's other users have the rest.
  public init(share: Double = 0.5, time: TimeSource) {
    self.share = min(1, max(0.01, share))
    self.time = time
  }

  /// Uses this share in one account instead, from its next new bucket on; where several are said, the smallest.
  public func use(share: Double, in account: String) {
    shares[account] = min(shares[account] ?? 1, min(1, max(0.01, share)))
  }

  /// Waits for this request's turn and says how long that took. The turn of a request that is cancelled goes to the next that comes.
  public func admit(_ key: Key) async throws(CancellationError) -> Duration {
    let start = time.monotonic()
    let ticket = draw(key, now: start.inSeconds)
    while true {
      let now = time.monotonic()
      let wait = buckets[key]?.wait(ticket, now: now.inSeconds) ?? 0
      // Less than a microsecond is rounding.
      if wait < 1e-6 { return now - start }
      do {
        try await time.sleep(.seconds(wait))
      } catch {
        buckets[key]?.giveBack(ticket, now: time.monotonic().inSeconds)
        throw CancellationError()
      }
    }
  }

  /// Halves the bucket's rate, at most once a second, which then grows back by 5 % of the full rate a second; those who wait now wait
  /// longer.
  public func throttled(_ key: Key) {
    buckets[key]?.cut(now: time.monotonic().inSeconds)
  }

  private func draw(_ key: Key, now: Double) -> TokenBucket.Ticket {
    let share = shares[key.account] ?? share
    let (burst, rate) = (key.category.burst, key.category.rate)
    return buckets[
      key, default: TokenBucket(burst: min(burst * share, burst - rate * Self.jitter), rate: rate * share, now: now)
    ].draw(now: now)
  }
}
