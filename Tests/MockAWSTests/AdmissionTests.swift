import Foundation
import Testing

@testable import MockAWS

@Suite("Who is let in")
struct AdmissionTests {
  @Test("each protocol refuses in its own words")
  func words() async throws {
    try await withMockAWS { mock in
      var client = try SigningClient(mock)
      client.secretKey = "wrong"
      let json = try client.ecs("ListClusters", "{}")
      #expect(json.status == 400)
      #expect(json.headers["content-type"] == "application/x-amz-json-1.1")
      #expect(json.text.hasPrefix(#"{"__type":"InvalidSignatureException","message":"The request signature we calculated"#))
      let query = try client.query("sts", "GetCallerIdentity")
      #expect(query.status == 403)
      #expect(
        query.text.hasPrefix(
          #"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code>"#)
      )
      #expect(query.text.hasSuffix("</RequestId></ErrorResponse>"))
      let ec2 = try client.query("ec2", "DescribeInstances")
      #expect(ec2.status == 401)
      #expect(ec2.text.contains("<Response><Errors><Error><Code>AuthFailure</Code><Message>AWS was not able to validate"))
      #expect(ec2.text.hasSuffix("</RequestID></Response>"))
      #expect(mock.calls.allSatisfy { !$0.wasCarriedOut && $0.account.isEmpty })
    }
  }

  @Test("a request without Authorization is refused")
  func unsigned() async throws {
    try await withMockAWS { mock in
      let raw = try RawClient(port: mock.port)
      let target = "AmazonEC2ContainerServiceV20141113.ListClusters"
      let json = raw.send("POST", "/", headers: [("Host", "x"), ("X-Amz-Target", target)], body: Array("{}".utf8))
      #expect(json?.status == 400)
      #expect(json?.text.contains("MissingAuthenticationTokenException") == true)
      let query = raw.send("POST", "/", headers: [("Host", "x")], body: Array("Action=GetCallerIdentity&Version=2011-06-15".utf8))
      #expect(query?.status == 403)
      #expect(query?.text.contains("<Code>MissingAuthenticationToken</Code>") == true)
    }
  }

  @Test("a signature for another service is refused")
  func wrongService() async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      let reply = try client.query("ec2", "GetCallerIdentity", [("Version", "2011-06-15")])
      #expect(reply.status == 400)
      #expect(reply.element("Message") == "Credential should be scoped to correct service: 'sts'.")
    }
  }

  @Test("an assumed role acts in its account, until its session ends")
  func roles() async throws {
    let clock = MockManualClock()
    var options = MockOptions()
    options.clock = clock.clock
    try await withMockAWS(fleet: MockFleet(accounts: 2), options: options) { mock in
      var client = try SigningClient(mock) { clock.now }
      let arn = "arn:aws:iam::222233334444:role/path/monitor"
      let reply = try client.query(
        "sts", "AssumeRole", [("RoleArn", arn), ("RoleSessionName", "one"), ("DurationSeconds", "900")])
      #expect(reply.text.contains("<Arn>arn:aws:sts::222233334444:assumed-role/monitor/one</Arn>"))
      #expect(reply.text.contains("<Expiration>2026-11-23T00:15:00Z</Expiration>"))
      try client.use(reply)
      #expect(try client.query("sts", "GetCallerIdentity").text.contains("<Account>222233334444</Account>"))
      clock.advance(by: 899)
      #expect(try client.ecs("ListClusters", "{}").text == #"{"clusterArns":["arn:aws:ecs:us-east-1:222233334444:cluster/web"]}"#)
      clock.advance(by: 1)
      #expect(try client.ecs("ListClusters", "{}").text.contains("ExpiredTokenException"))
      #expect(try client.query("autoscaling", "DescribeAutoScalingGroups").text.contains("<Code>ExpiredToken</Code>"))
      #expect(try client.query("ec2", "DescribeInstances").text.contains("<Code>RequestExpired</Code>"))
    }
  }

  @Test("a role needs its external id, and an account may refuse all")
  func externalID() async throws {
    var fleet = MockFleet(accounts: 3)
    fleet.accounts[1].externalID = "secret"
    fleet.accounts[2].refusesRoles = true
    try await withMockAWS(fleet: fleet) { mock in
      let client = try SigningClient(mock)
      func assume(_ account: String, _ more: [(String, String)] = []) throws -> Int {
        try client.query(
          "sts", "AssumeRole", [("RoleArn", "arn:aws:iam::\(account):role/monitor"), ("RoleSessionName", "ab")] + more
        ).status
      }
      #expect(try assume("222233334444") == 403)
      #expect(try assume("222233334444", [("ExternalId", "other")]) == 403)
      #expect(try assume("222233334444", [("ExternalId", "secret")]) == 200)
      #expect(try assume("333344445555") == 403)
      #expect(try assume("999999999999") == 403)
      #expect(try assume("111122223333", [("DurationSeconds", "899")]) == 400)
    }
  }

  @Test("a session policy narrows a session to reading")
  func sessionPolicy() async throws {
    try await withMockAWS { mock in
      var client = try SigningClient(mock)
      let policy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ecs:List*","ec2:Describe*"],"Resource":"*"}]}"#
      try client.use(
        try client.query(
          "sts", "AssumeRole",
          [("RoleArn", "arn:aws:iam::111122223333:role/monitor"), ("RoleSessionName", "plan"), ("Policy", policy)]))
      #expect(try client.ecs("ListClusters", "{}").status == 200)
      #expect(try client.query("ec2", "DescribeInstances").status == 200)
      let reply = try client.query("ec2", "TerminateInstances", [("InstanceId.1", "i-0123456789abcdef0")])
      #expect(reply.status == 403)
      #expect(reply.text.contains("<Code>UnauthorizedOperation</Code>"))
      #expect(try client.ecs("DeregisterContainerInstance", "{}").text.contains("AccessDeniedException"))
    }
  }
}

extension SigningClient {
  /// Goes on with the credentials of an AssumeRole answer.
  mutating func use(_ reply: RawClient.Reply) throws {
    accessKey = try #require(reply.element("AccessKeyId"))
    secretKey = try #require(reply.element("SecretAccessKey"))
    sessionToken = reply.element("SessionToken")
  }
}

extension RawClient.Reply {
  /// The text of the first element of this name.
  func element(_ name: String) -> String? {
    guard let start = text.range(of: "<\(name)>"), let end = text.range(of: "</\(name)>") else { return nil }
    return String(text[start.upperBound..<end.lowerBound])
  }

  /// The texts of all elements of this name.
  func elements(_ name: String) -> [String] {
    text.components(separatedBy: "<\(name)>").dropFirst().compactMap { $0.components(separatedBy: "</\(name)>").first }
  }
}
