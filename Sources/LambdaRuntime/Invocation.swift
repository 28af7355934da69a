/// One event to be handled.
public struct Invocation: Sendable {
  /// Lambda's ID of the request. The same when an asynchronous invocation is tried again.
  public let requestID: String
  /// When Lambda ends the function: seconds since 1970, by this machine's wall clock; nil where the answer did not say.
  public let deadline: Double?
  /// The ARN under which the function was invoked, with the alias or version if one was named; nil where the answer did not say.
  public let functionARN: String?
  /// The trace header of AWS X-Ray; nil where the answer did not say.
  public let traceID: String?
  /// The event, JSON as it came.
  public let event: [UInt8]

  /// An invocation.
  public init(requestID: String, deadline: Double?, functionARN: String? = nil, traceID: String? = nil, event: [UInt8]) {
    self.requestID = requestID
    self.deadline = deadline
    self.functionARN = functionARN
    self.traceID = traceID
    self.event = event
  }
}
