extension AWSError {
  /// The permission is missing, in the words of any of the services.
  public var isAccessDenied: Bool {
    switch code {
    case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "KMSAccessDenied": true
    default: false
    }
  }

  /// "Slow down", by code, or by a status that means it: 429, and 503, with which EC2 throttles.
  public var isThrottling: Bool {
    guard kind == .service else { return false }
    return saysThrottled || status == 429 || status == 503
  }

  /// The code itself says that nothing was done because there were too many requests.
  var saysThrottled: Bool {
    switch code {
    case "Throttling", "ThrottlingException", "ThrottledException", "Throttled", "RequestThrottledException", "RequestThrottled",
      "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException", "RequestLimitExceeded",
      "BandwidthLimitExceeded", "SlowDown", "PriorRequestNotComplete", "EC2ThrottledException", "KMSThrottling":
      true
    // Some services throttle with it. In ECS it says that there are as many of something as may be, and waiting does not help.
    case "LimitExceededException": service != "ecs"
    default: false
    }
  }

  /// A passing trouble of the service's own.
  var isTransient: Bool {
    switch kind {
    case .service:
      switch code {
      case "RequestTimeout", "RequestTimeoutException", "IDPCommunicationError": true
      default: status == 500 || status == 502 || status == 503 || status == 504
      }
    case .network: code != NetworkCode.unavailable && code != NetworkCode.stopped
    case .malformed: true
    case .credentials, .wrongAccount, .configuration, .cancelled: false
    }
  }

  /// The credentials are past their time; new ones may do.
  var saysExpired: Bool {
    code == "ExpiredToken" || code == "ExpiredTokenException"
  }

  /// A refusal that a wrong clock of this machine explains: the code may mean that, and the signature was more than four minutes off. The
  /// codes are those of aws-sdk-go-v2. Nothing was done, so even a change may be sent again.
  var blamesClock: Bool {
    guard kind == .service, let signatureSkew, abs(signatureSkew) > 240 else { return false }
    switch code {
    case "InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewed", "AccessDeniedException": return true
    default: return false
    }
  }

  /// Whether AWS may have done what was asked, although this is not its confirmation.
  var leavesDoubt: Bool {
    switch kind {
    case .service: isTransient && !saysThrottled
    case .network: !NetworkCode.nothingSent.contains(code)
    case .malformed, .cancelled: true
    case .credentials, .wrongAccount, .configuration: false
    }
  }
}
