extension Refusal {
  static func unknownOperation(_ name: String, _ service: Service) -> Refusal {
    switch service.wire {
    case .json, .rest: Refusal("UnknownOperationException", "The mock has no operation '\(name)' of \(service.rawValue).")
    case .query: Refusal("InvalidAction", "Could not find operation \(name) for version.")
    case .ec2: Refusal("InvalidAction", "The action \(name) is not valid for this web service.")
    }
  }

  static func throttled(_ service: Service) -> Refusal {
    switch service {
    case .ecs: Refusal("ThrottlingException", "Rate exceeded")
    case .zonalShift: Refusal("ThrottlingException", "Rate exceeded", status: 429)
    case .autoscaling, .sts: Refusal("Throttling", "Rate exceeded")
    case .organizations: Refusal("TooManyRequestsException", "AWS Organizations can't complete your request; rate exceeded")
    case .ec2: Refusal("RequestLimitExceeded", "Request limit exceeded.", status: 503)
    case .sns: Refusal("Throttled", "Rate exceeded", status: 429)
    }
  }

  static func accessDenied(_ call: Call) -> Refusal {
    let action = "\(call.operation.service.rawValue):\(call.operation.name)"
    return accessDenied(call.operation.service, "User: \(call.credential.arn) is not authorized to perform: \(action)")
  }

  static func accessDenied(_ service: Service, _ message: String) -> Refusal {
    switch service.wire {
    case .json: Refusal("AccessDeniedException", message)
    case .rest: Refusal("AccessDeniedException", message, status: 403)
    case .query: Refusal(service == .sns ? "AuthorizationError" : "AccessDenied", message, status: 403)
    case .ec2: Refusal("UnauthorizedOperation", "You are not authorized to perform this operation. \(message)", status: 403)
    }
  }

  static func failed(_ service: Service, status: Int) -> Refusal {
    let isUnavailable = status == 503
    switch service {
    case .ecs: return Refusal(isUnavailable ? "ServiceUnavailableException" : "ServerException", "Service failure", status: status)
    case .zonalShift: return Refusal("InternalServerException", "An unexpected error occurred", status: status)
    case .organizations: return Refusal("ServiceException", "AWS Organizations can't complete your request", status: status)
    case .ec2: return Refusal(isUnavailable ? "Unavailable" : "InternalError", "An internal error has occurred", status: status)
    case .sns: return Refusal(isUnavailable ? "ServiceUnavailable" : "InternalError", "Internal error", status: status)
    case .autoscaling, .sts: return Refusal(isUnavailable ? "ServiceUnavailable" : "InternalFailure", "Internal failure", status: status)
    }
  }
}

extension MockFault.Kind {
  /// The refusal instead of carrying the call out.
  func before(_ service: Service) -> Refusal? {
    switch self {
    case .status(let status): .failed(service, status: status)
    case .throttle: .throttled(service)
    case .accessDenied: .accessDenied(service, "The mock was told to deny this call.")
    case .refuse(let code, let message, let status): Refusal(code, message, status: status)
    case .close, .cut, .truncate, .garble, .statusAfter, .slow: nil
    }
  }

  /// The refusal although it was carried out.
  func after(_ service: Service) -> Refusal? {
    guard case .statusAfter(let status) = self else { return nil }
    return .failed(service, status: status)
  }
}
