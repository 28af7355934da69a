public import WireFormats

/// Why an invocation, or the start of the function, failed: what Lambda hands to whoever invoked it, and what its `Errors` metric counts.
public struct FunctionError: Error, Hashable, Sendable {
  /// `Category.Reason`, such as `Event.Invalid`: of ASCII, it goes into a header.
  public let type: String
  /// For people; may have several lines.
  public let message: String

  /// A failure.
  public init(type: String, message: String) {
    self.type = type
    self.message = message
  }
}

extension FunctionError: JSONWritable {
  /// Writes the error as the runtime API wants it.
  public func write(to writer: inout JSONWriter) {
    writer.object { error in
      error.member("errorMessage", message)
      error.member("errorType", type)
      error.member("stackTrace", [String]())
    }
  }
}
