/// AWS's standard mode: how often, how long between, what counts. Pure.
public struct RetryPolicy: Sendable {
  /// Attempts in all, 1…; default 3, `AWS_MAX_ATTEMPTS`.
  public var maximumAttempts: Int

  /// The default, unless said otherwise.
  public init(maximumAttempts: Int = 3) {
    self.maximumAttempts = max(1, maximumAttempts)
  }

  /// The pause before a retry: full jitter under an exponential ceiling, U(0,1)·min(2^(k−1), 20) seconds.
  /// - Parameters:
  ///   - retry: k, from 1.
  ///   - random: U(0,1).
  ///   - retryAfter: what AWS asked for, seconds; followed for up to 5 s more than the pause would have been, as botocore has it.
  func pause(beforeRetry retry: Int, random: Double, retryAfter: Double? = nil) -> Duration {
    var ceiling = 1.0
    for _ in 1..<max(1, min(retry, 6)) { ceiling *= 2 }
    let pause = random * min(ceiling, 20)
    return .seconds(max(pause, min(retryAfter ?? 0, pause + 5)))
  }

  /// Tokens of the quota that a retry after this failure costs; nil when there is nothing to retry.
  func cost(of error: AWSError) -> Int? {
    if error.kind == .network, error.code == NetworkCode.timedOut { return 10 }
    return error.isThrottling || error.isTransient ? 5 : nil
  }
}
