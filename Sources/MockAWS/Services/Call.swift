import NIOCore

/// One call that was let in, on its way to its operation.
struct Call {
  let operation: Operation
  let credential: Credential
  let account: Account
  let region: Region
  let now: Double
  let requestID: String
  /// The body of an ECS call.
  let json: JSONValue
  /// The body of any other.
  let form: FormFields
  /// For the log.
  var resources: [String] = []

  /// The answer of a query operation; without `body`, one that has no result.
  func query(_ body: ((inout XMLText) -> Void)? = nil) -> ByteBuffer {
    var xml = XMLText()
    xml.element("\(operation.name)Response", namespace: operation.service.namespace) { response in
      if let body { response.element("\(operation.name)Result", body) }
      response.element("ResponseMetadata") { $0.element("RequestId", requestID) }
    }
    return xml.buffer
  }

  /// The answer of an EC2 operation.
  func ec2(_ body: (inout XMLText) -> Void) -> ByteBuffer {
    var xml = XMLText()
    xml.buffer.writeStaticString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    xml.element("\(operation.name)Response", namespace: operation.service.namespace) { response in
      response.element("requestId", requestID)
      body(&response)
    }
    return xml.buffer
  }
}
