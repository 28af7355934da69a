extension RetryPolicy {
  /// `AWS_MAX_ATTEMPTS` or `max_attempts`. `AWS_RETRY_MODE` or `retry_mode` must be one of AWS's three words, which all mean the standard
  /// mode here: the rate limiter that `adaptive` would add is always on, and `legacy` is botocore's alone.
  init(settings: AWSSettings) throws(AWSError) {
    self.init()
    if let mode = settings.setting("AWS_RETRY_MODE", "retry_mode"), !["legacy", "standard", "adaptive"].contains(mode.text.lowercased()) {
      throw AWSError(
        .configuration, code: "InvalidSetting", message: "\(mode.source) is none of legacy, standard, adaptive")
    }
    guard let attempts = settings.setting("AWS_MAX_ATTEMPTS", "max_attempts") else { return }
    guard let number = Int(attempts.text), number >= 1 else {
      throw AWSError(.configuration, code: "InvalidSetting", message: "\(attempts.source) is not a whole number from 1")
    }
    self.init(maximumAttempts: number)
  }
}
