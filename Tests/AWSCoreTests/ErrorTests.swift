import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("error answers")
struct ErrorTests {
  struct Example: Sendable {
    /// botocore's parser for it.
    let form: String
    let status: Int
    let headers: [(name: String, value: String)]
    let body: String
    let code: String
    let message: String
    let requestID: String?

    init(
      _ form: String, _ status: Int, headers: [(name: String, value: String)] = [], _ body: String, code: String, message: String = "",
      requestID: String? = nil
    ) {
      self.form = form
      self.status = status
      self.headers = headers
      self.body = body
      self.code = code
      self.message = message
      self.requestID = requestID
    }
  }

  /// botocore reads these as we do.
  static let protocols = [
    Example(
      "json", 400, headers: [("x-amzn-RequestId", "r1")], #"{"__type":"ClusterNotFoundException","message":"Cluster not found."}"#,
      code: "ClusterNotFoundException", message: "Cluster not found.", requestID: "r1"),
    Example(
      "json", 400, #"{"__type":"com.amazonaws.ecs#AccessDeniedException:http://internal/#x","Message":"User: x is not authorized"}"#,
      code: "AccessDeniedException", message: "User: x is not authorized"),
    Example(
      "json", 400, headers: [("x-amzn-query-error", "InvalidParameterValue;Sender")], #"{"__type":"a#InvalidParameterValueException"}"#,
      code: "InvalidParameterValue"),
    Example(
      "json", 400, headers: [("x-amzn-query-error", "InvalidParameterValue")], #"{"__type":"a#InvalidParameterValueException"}"#,
      code: "InvalidParameterValueException"),
    Example("json", 400, #"{"message":"é \u00e9","unknown":[1],"__type":"X"}"#, code: "X", message: "é é"),
    Example(
      "rest-json", 401, headers: [("x-amzn-ErrorType", "UnauthorizedException:http://internal/"), ("x-amzn-RequestId", "r4")],
      #"{"message":"Session token not found or invalid"}"#, code: "UnauthorizedException",
      message: "Session token not found or invalid", requestID: "r4"),
    Example(
      "rest-json", 429, headers: [("X-Amzn-ErrorType", "TooManyRequestsException")], #"{"Message":null}"#, code: "TooManyRequestsException"),
    Example("rest-json", 400, #"{"code":"ns#InvalidRequest:","message":"no"}"#, code: "InvalidRequest", message: "no"),
    Example("rest-json", 400, #"{"Code":"InvalidRequest","message":"no"}"#, code: "InvalidRequest", message: "no"),
    Example(
      "query", 400,
      """
      <ErrorResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">
        <Error><Type>Sender</Type><Code>ValidationError</Code><Message>The instance i-1 &amp; co</Message></Error>
        <RequestId>r2</RequestId>
      </ErrorResponse>
      """, code: "ValidationError", message: "The instance i-1 & co", requestID: "r2"),
    Example("query", 403, "<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>", code: "AccessDenied"),
    Example(
      "ec2", 403,
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not</Message></Error></Errors><RequestID>r3</RequestID></Response>
      """, code: "UnauthorizedOperation", message: "You are not", requestID: "r3"),
  ]

  static let others = [
    // JSON, but not as the protocol has it
    Example("", 400, headers: [("X-Amzn-ErrorType", "ThrottlingException:")], #"{"message":null}"#, code: "ThrottlingException"),
    Example("", 400, #"{"code":404,"message":"a number is no code"}"#, code: "HTTP400", message: "a number is no code"),
    // OAuth
    Example("", 400, #"{"error":"invalid_grant","error_description":"expired"}"#, code: "invalid_grant", message: "expired"),
    // none
    Example("", 502, "<html><body>Bad Gateway<br></body></html>", code: "HTTP502"),
    Example("", 503, "", code: "HTTP503"),
    Example("", 400, #"{"__type":"ClientExcep"#, code: "HTTP400"),
    Example("", 400, "plain text", code: "HTTP400"),
  ]

  @Test("code, message and request id are found in every protocol's form", arguments: protocols + others)
  func forms(example: Example) {
    let response = HTTPResponse(status: example.status, headers: example.headers, body: Array(example.body.utf8))
    let error = AWSError(response, without: Credentials(accessKeyID: "AKIA", secretAccessKey: TestClient.secret))
    #expect(error.code == example.code)
    #expect(error.message == example.message)
    #expect(error.requestID == example.requestID)
    #expect(error.status == example.status)
  }

  @Test("botocore finds the same", .enabled(if: Botocore.python != nil, "\(Botocore.missing)"))
  func agreement() async throws {
    struct Question: Encodable {
      let `protocol`, body: String
      let status: Int
      let headers: [String: String]
    }
    struct Answer: Decodable {
      let code, message: String
      let request_id: String?
    }
    let questions = Self.protocols.map { example in
      Question(
        protocol: example.form, body: example.body, status: example.status,
        headers: Dictionary(uniqueKeysWithValues: example.headers.map { ($0.name, $0.value) }))
    }
    let answers = try await Botocore.ask("Tests/AWSCoreTests/Botocore/errors.py", questions, as: Answer.self)
    try #require(answers.count == questions.count)
    for (example, answer) in zip(Self.protocols, answers) {
      #expect(answer.code == example.code)
      #expect(answer.message == example.message)
      #expect(answer.request_id == example.requestID)
    }
  }

  @Test("a session token that a service quotes does not get into the error")
  func tokensAreCut() async throws {
    let quoting = ServerAnswer.refusal(
      403, "InvalidSignatureException",
      #"The Canonical String for this request should have been 'x-amz-security-token:\#(TestClient.sessionToken)' \nPOST\nsecond line"#)
    try await withTestClient(answers: { _, _ in quoting }) { test in
      let error = try #require(await awsError { try await test.ping() })
      #expect(error.message == "The Canonical String for this request should have been 'x-amz-security-token:[redacted]' ")
      #expect(!error.description.contains(TestClient.sessionToken))
    }
  }

  @Test("a message is one line without control characters, and not endless")
  func oneLine() {
    #expect(OneLine.text("\n a\u{1B}[31mb\u{0}\nc", limit: 100) == "a[31mb")
    #expect(OneLine.text(String(repeating: "x", count: 1000), limit: 10) == "xxxxxxxxxx…")
  }

  @Test(
    "access denied in the words of every service",
    arguments: ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"])
  func accessDenied(code: String) {
    #expect(AWSError(.service, code: code, message: "").isAccessDenied)
    #expect(!AWSError(.service, code: code + "X", message: "").isAccessDenied)
  }
}
