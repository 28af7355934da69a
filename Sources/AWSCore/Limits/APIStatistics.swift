/// How AWS's API was used, for the report.
public struct APIStatistics: Hashable, Sendable {
  /// One category, summed over accounts and Regions.
  public struct Category: Hashable, Sendable {
    /// Requests sent, retries included.
    public var requests = 0
    /// Of these, repetitions.
    public var retries = 0
    /// Answers that said "slow down".
    public var throttled = 0
    /// Waited for the rate limiter, summed over requests.
    public var waited = Duration.zero
    /// Requests by what AWS's published burst and rate would have let through from the first request to the last, all accounts and Regions
    /// that were asked together. 0…1, unless AWS's limits were exceeded.
    public var limitUsed = 0.0
    /// The same for the account and Region where it was highest.
    public var limitUsedMost = 0.0
  }

  /// Connections opened by the event loop, whoever asked for them.
  public var connections = 0
  private var buckets: [RateLimiter.Key: BucketUse] = [:]

  /// Nothing was asked yet.
  init() {}

  /// Requests sent, retries included.
  public var requests: Int { sum(\.requests) }
  /// Of these, repetitions.
  public var retries: Int { sum(\.retries) }
  /// Answers that said "slow down".
  public var throttled: Int { sum(\.throttled) }

  /// By category's name.
  public var byCategory: [String: Category] {
    Dictionary(grouping: buckets) { $0.key.category }.reduce(into: [:]) { result, entry in
      result[entry.key.name] = Category(entry.value.map(\.value), of: entry.key)
    }
  }

  mutating func sent(_ bucket: RateLimiter.Key, isRetry: Bool, waited: Duration, at now: Duration) {
    buckets[bucket, default: BucketUse(since: now)].sent(isRetry: isRetry, waited: waited, at: now)
  }

  mutating func throttled(_ bucket: RateLimiter.Key) {
    buckets[bucket]?.throttled += 1
  }

  private func sum(_ count: (BucketUse) -> Int) -> Int {
    buckets.values.reduce(0) { $0 + count($1) }
  }
}

extension APIStatistics.Category {
  fileprivate init(_ uses: [BucketUse], of category: APICategory) {
    for use in uses {
      requests += use.requests
      retries += use.retries
      throttled += use.throttled
      waited += use.waited
      limitUsedMost = max(limitUsedMost, Double(use.requests) / use.allowed(by: category))
    }
    limitUsed = Double(requests) / uses.reduce(0) { $0 + $1.allowed(by: category) }
  }
}
