/// How the sweep used AWS's API.
public struct APIReport: Hashable, Sendable {
  /// One rate-limited category, such as `ecs:cluster-resource-read`, summed over accounts and Regions.
  public struct Category: Hashable, Sendable {
    /// Requests sent, retries included.
    public var requests: Int
    /// Answers that said "slow down".
    public var throttled: Int
    /// How long requests waited for the rate limiter, summed.
    public var waited: Duration
    /// Requests by what AWS's published limit would have let through from the first to the last, all accounts and Regions together; 0…1.
    public var limitUsed: Double
    /// The same for the account and Region where it was highest.
    public var limitUsedMost: Double

    /// The use of one category.
    public init(
      requests: Int = 0, throttled: Int = 0, waited: Duration = .zero, limitUsed: Double = 0, limitUsedMost: Double = 0
    ) {
      self.requests = requests
      self.throttled = throttled
      self.waited = waited
      self.limitUsed = limitUsed
      self.limitUsedMost = limitUsedMost
    }
  }

  /// Requests sent, retries included.
  public var requests: Int
  /// Requests that were repetitions.
  public var retries: Int
  /// Answers that said "slow down".
  public var throttled: Int
  /// Connections opened.
  public var connections: Int
  /// By category's name.
  public var byCategory: [String: Category]

  /// The use of one sweep.
  public init(requests: Int = 0, retries: Int = 0, throttled: Int = 0, connections: Int = 0, byCategory: [String: Category] = [:]) {
    self.requests = requests
    self.retries = retries
    self.throttled = throttled
    self.connections = connections
    self.byCategory = byCategory
  }
}
