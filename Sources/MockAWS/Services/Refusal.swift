import NIOCore

/// An error answer of a service: status, code and text, rendered in the service's protocol.
struct Refusal: Error, Equatable, Sendable {
  let code: String
  let message: String
  let status: Int

  init(_ code: String, _ message: String, status: Int = 400) {
    self.code = code
    self.message = message
    self.status = status
  }

  /// The body as `service` writes errors.
  func body(_ service: Service, requestID: String) -> ByteBuffer {
    switch service.wire {
    case .json:
      var json = JSONText()
      json.object { error in
        error.member("__type", code)
        let isSmall = service != .organizations && code.hasSuffix("Exception") && status < 500
        error.member(isSmall ? "message" : "Message", message)
      }
      return json.buffer
    case .rest:
      var json = JSONText()
      json.object { $0.member("message", message) }
      return json.buffer
    case .query:
      var xml = XMLText()
      xml.element("ErrorResponse", namespace: service.namespace) { response in
        response.element("Error") { error in
          error.element("Type", status >= 500 ? "Receiver" : "Sender")
          error.element("Code", code)
          error.element("Message", message)
        }
        response.element("RequestId", requestID)
      }
      return xml.buffer
    case .ec2:
      var xml = XMLText()
      xml.buffer.writeStaticString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
      xml.element("Response") { response in
        response.element("Errors") { errors in
          errors.element("Error") { error in
            error.element("Code", code)
            error.element("Message", message)
          }
        }
        response.element("RequestID", requestID)
      }
      return xml.buffer
    }
  }
}

extension Refusal {
  /// The words of `service` for a request that is not let in.
  init(_ problem: SignatureProblem, _ service: Service) {
    switch service.wire {
    case .json: self = .json(problem)
    case .rest:
      let same = Self.json(problem)
      self = Refusal(same.code, same.message, status: 403)
    case .query: self = .query(problem)
    case .ec2: self = .ec2(problem)
    }
  }

  private static let mismatchText = """
    The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. \
    Consult the service documentation for details.
    """
  private static let invalidTokenText = "The security token included in the request is invalid."
  private static let expiredTokenText = "The security token included in the request is expired"

  private static func json(_ problem: SignatureProblem) -> Refusal {
    switch problem {
    case .missing: Refusal("MissingAuthenticationTokenException", "Missing Authentication Token")
    case .incomplete(let text): Refusal("IncompleteSignatureException", text)
    case .unknownKey, .wrongToken: Refusal("UnrecognizedClientException", invalidTokenText)
    case .sessionExpired: Refusal("ExpiredTokenException", expiredTokenText)
    case .skewed(let text): Refusal("InvalidSignatureException", text)
    case .mismatch: Refusal("InvalidSignatureException", mismatchText)
    }
  }

  private static func query(_ problem: SignatureProblem) -> Refusal {
    switch problem {
    case .missing: Refusal("MissingAuthenticationToken", "Request is missing Authentication Token", status: 403)
    case .incomplete(let text): Refusal("IncompleteSignature", text)
    case .unknownKey, .wrongToken: Refusal("InvalidClientTokenId", invalidTokenText, status: 403)
    case .sessionExpired: Refusal("ExpiredToken", expiredTokenText, status: 403)
    case .skewed(let text): Refusal("SignatureDoesNotMatch", text, status: 403)
    case .mismatch: Refusal("SignatureDoesNotMatch", mismatchText, status: 403)
    }
  }

  private static func ec2(_ problem: SignatureProblem) -> Refusal {
    switch problem {
    case .missing: Refusal("MissingParameter", "The request must contain the parameter AWSAccessKeyId")
    case .sessionExpired: Refusal("RequestExpired", "Request has expired.")
    case .incomplete, .unknownKey, .wrongToken, .skewed, .mismatch:
      Refusal("AuthFailure", "AWS was not able to validate the provided access credentials", status: 401)
    }
  }
}
