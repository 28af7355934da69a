/// What a call remembers from attempt to attempt.
struct OngoingCall {
  let service: String
  let operation: String
  let account: String?
  let region: String
  let endpoint: Endpoint
  let bucket: RateLimiter.Key
  let quota: RetryQuota.Key
  var attempt = 1
  /// What the last retry took from the quota.
  var lastCost: Int?
  /// The present attempt got as far as the network.
  var isSent = false
  /// A change whose answer was lost.
  var mayHaveActed = false
  /// Expired credentials were renewed; once is enough.
  var hasRenewed = false
  /// The clock that signatures are made by was put right; once is enough.
  var hasCorrectedClock = false
  var used: Credentials?

  init<Output>(_ operation: AWSOperation<Output>, account: String?, region: String, endpoint: Endpoint) {
    let counted = account ?? "caller"
    self.service = operation.service.name
    self.operation = operation.name
    self.account = account
    self.region = region
    self.endpoint = endpoint
    // A service that is at home in one Region counts there, whatever Region it was asked for.
    let home = endpoint.signingRegion
    self.bucket = RateLimiter.Key(account: counted, region: home, category: operation.category)
    self.quota = RetryQuota.Key(account: counted, region: home, service: operation.service.name)
  }

  /// Says in the error what was called and where, unless it comes from another call, such as the one for credentials.
  func complete(_ error: inout AWSError) {
    if error.service.isEmpty {
      error.service = service
      error.operation = operation
      error.account = account
      error.region = region
    }
    error.mayHaveActed = mayHaveActed
  }
}
