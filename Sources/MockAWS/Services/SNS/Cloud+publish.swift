import NIOCore

extension Cloud {
  func publish(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let topic = try topic(of: &call)
    let message = call.form["Message"] ?? ""
    guard !message.isEmpty else { throw .invalidSNSParameter("Empty message") }
    guard message.utf8.count <= 262_144 else { throw .invalidSNSParameter("Message too long") }
    let subject = call.form["Subject"]
    if let subject {
      let isPlain = subject.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && !(0x80...0x9F).contains($0.value) }
      guard (1..<100).contains(subject.count), isPlain else { throw .invalidSNSParameter("Subject") }
    }
    if call.form["MessageStructure"] == "json" {
      guard JSONParser.parse(Array(message.utf8))?["default"]?.string != nil else {
        throw .invalidSNSParameter("Message Structure - No default entry in JSON message body")
      }
    }
    let attributes = try attributes(of: call)
    let id = uuid()
    messages.append(MockMessage(time: call.now, topic: topic, id: id, subject: subject, body: message, attributes: attributes))
    return call.query { $0.element("MessageId", id) }
  }

  func getTopicAttributes(_ call: inout Call) throws(Refusal) -> ByteBuffer {
    let topic = try topic(of: &call)
    return call.query { result in
      result.element("Attributes") { map in
        map.element("entry") { entry in
          entry.element("key", "TopicArn")
          entry.element("value", topic)
        }
      }
    }
  }

  /// The topic that is meant; it must be there, and in this Region.
  private func topic(of call: inout Call) throws(Refusal) -> String {
    let topic = call.form["TopicArn"] ?? call.form["TargetArn"] ?? ""
    call.resources = [topic]
    let parts = topic.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "sns", parts[3] == call.region.name else {
      throw .invalidSNSParameter("TopicArn")
    }
    guard topics.contains(topic) else { throw Refusal("NotFound", "Topic does not exist", status: 404) }
    return topic
  }

  private func attributes(of call: Call) throws(Refusal) -> [String: String] {
    var attributes: [String: String] = [:]
    for index in 0..<call.form.count("MessageAttributes.entry", having: "Name") {
      let prefix = "MessageAttributes.entry.\(index + 1)"
      let name = call.form["\(prefix).Name"] ?? ""
      guard call.form["\(prefix).Value.DataType"] != nil else {
        throw Refusal("ParameterValueInvalid", "The message attribute '\(name)' must contain non-empty message attribute type.")
      }
      guard let value = call.form["\(prefix).Value.StringValue"] ?? call.form["\(prefix).Value.BinaryValue"], !value.isEmpty else {
        throw Refusal("ParameterValueInvalid", "The message attribute '\(name)' must contain non-empty message attribute value.")
      }
      attributes[name] = value
    }
    return attributes
  }
}

extension Refusal {
  fileprivate static func invalidSNSParameter(_ what: String) -> Refusal {
    Refusal("InvalidParameter", "Invalid parameter: \(what)")
  }
}
