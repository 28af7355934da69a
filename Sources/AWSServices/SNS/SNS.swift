public import AWSCore
internal import WireFormats

/// Amazon SNS. Unlike the others it has no Region of its own: each topic's ARN names the only one that takes its messages.
public struct SNS: Sendable {
  static let service = AWSService("sns", environmentName: "SNS", wireProtocol: .query(version: "2010-03-31"))

  let client: AWSClient
  let account: AWSAccount

  /// - Parameter account: whose credentials publish; the topic may belong to another.
  public init(_ client: AWSClient, account: AWSAccount) {
    self.client = client
    self.account = account
  }

  /// Publishes a message in the topic's own Region and returns its id.
  /// - Parameters:
  ///   - topic: the topic's ARN. Throws a configuration error for anything else.
  ///   - subject: of the e-mail; made fit for SNS, see `SNS.subject`.
  ///   - message: at most 262,144 bytes of UTF-8; what is more is cut, at a character's end.
  ///   - attributes: for filter policies; a name is given once, a value is not empty.
  public func publish(topic: String, subject: String, message: String, attributes: [Attribute] = []) async throws(AWSError) -> String {
    let operation = Self.publish(topic: topic, subject: Self.subject(subject), message: Self.message(message), attributes: attributes)
    return try await client.call(operation, in: account, region: Self.region(of: topic))
  }

  /// One attribute of a message.
  public struct Attribute: Hashable, Sendable {
    /// Its name, `[A-Za-z0-9_.-]{1,256}`.
    public let name: String
    /// `String`, or `String.Array` for a JSON array.
    public let dataType: String
    /// Its value.
    public let value: String

    /// An attribute.
    public init(name: String, dataType: String, value: String) {
      self.name = name
      self.dataType = dataType
      self.value = value
    }
  }

  /// Finds out whether a topic is there, in its own Region; throws where it is not. For the doctor: a sweep needs no such permission.
  public func findTopic(_ topic: String) async throws(AWSError) {
    try await client.call(Self.getTopicAttributes(topic: topic), in: account, region: Self.region(of: topic))
  }

  private static func region(of topic: String) throws(AWSError) -> String {
    guard let arn = ARN(topic), arn.service == "sns", !arn.region.isEmpty else {
      throw AWSError(.configuration, code: "InvalidTopic", message: "\"\(topic)\" is not the ARN of an SNS topic")
    }
    return arn.region
  }

  static func getTopicAttributes(topic: String) -> AWSOperation<Void> {
    // 30 a second (Amazon SNS quotas); one for each doctor's visit needs no bucket of its own.
    .form(service, "GetTopicAttributes", .snsPublish, .read) { form in
      form.field("TopicArn", topic)
    } answer: { reader throws(XMLError) in
      try reader.skip()
    }
  }

  /// Printable ASCII, 1 to 99 characters: what every edition of SNS's rules allows.
  static func subject(_ text: String) -> String {
    let legal = text.unicodeScalars.map { (32...126).contains($0.value) ? Character($0) : "?" }
    let subject = String(legal.drop { !$0.isLetter && !$0.isNumber }.prefix(99))
    return subject.isEmpty ? "ecs-agent-monitor" : subject
  }

  /// SNS counts bytes.
  static func message(_ text: String) -> String {
    let limit = 262_144
    guard text.utf8.count > limit else { return text.isEmpty ? " " : text }
    let note = "\n… (cut: the message was longer than SNS takes)"
    var end = text.utf8.index(text.startIndex, offsetBy: limit - note.utf8.count)
    while end.samePosition(in: text) == nil { end = text.utf8.index(before: end) }
    return text[..<end] + note
  }

  /// Sent again after a lost answer, a message may arrive twice: better than never.
  static func publish(topic: String, subject: String, message: String, attributes: [Attribute] = []) -> AWSOperation<String> {
    .form(service, "Publish", .snsPublish, .change) { form in
      form.field("TopicArn", topic)
      form.field("Subject", subject)
      form.field("Message", message)
      for (index, attribute) in attributes.enumerated() {
        form.field("MessageAttributes.entry.\(index + 1).Name", attribute.name)
        form.field("MessageAttributes.entry.\(index + 1).Value.DataType", attribute.dataType)
        form.field("MessageAttributes.entry.\(index + 1).Value.StringValue", attribute.value)
      }
    } answer: { reader throws(XMLError) in
      guard let id = try reader.text(of: "MessageId") else { throw reader.error("MessageId is missing") }
      return id
    }
  }
}
