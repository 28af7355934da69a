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
  }

  /// Requests sent, retries included.
  public var requests = 0
  /// Of these, repetitions.
  public var retries = 0
  /// Answers that said "slow down".
  public var throttled = 0
  /// Connections opened by the event loop, whoever asked for them.
  public var connections = 0
  /// By category's name.
  public var byCategory: [String: Category] = [:]

  mutating func add(_ category: APICategory, _ change: (inout Category) -> Void) {
    var delta = Category()
    change(&delta)
    requests += delta.requests
    retries += delta.retries
    throttled += delta.throttled
    byCategory[category.name, default: Category()].add(delta)
  }
}

extension APIStatistics.Category {
  fileprivate mutating func add(_ other: Self) {
    requests += other.requests
    retries += other.retries
    throttled += other.throttled
    waited += other.waited
  }
}
