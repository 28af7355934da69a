/// What was drawn from one of AWS's buckets. Times are monotonic.
struct BucketUse: Hashable, Sendable {
  private(set) var requests = 0
  private(set) var retries = 0
  private(set) var waited = Duration.zero
  var throttled = 0
  private let first: Duration
  private var last: Duration

  init(since first: Duration) {
    self.first = first
    self.last = first
  }

  mutating func sent(isRetry: Bool, waited: Duration, at now: Duration) {
    requests += 1
    retries += isRetry ? 1 : 0
    self.waited += waited
    last = max(last, now)
  }

  /// How many requests the whole of the published limit would have let through in the same time.
  func allowed(by category: APICategory) -> Double {
    max(1, category.burst + category.rate * (last - first).inSeconds)
  }
}
