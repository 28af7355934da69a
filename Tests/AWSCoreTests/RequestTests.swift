import Network
import TestSupport
import Testing
import WireFormats

@testable import AWSCore

@Suite("requests")
struct RequestTests {
  @Test("what a JSON call sends")
  func json() async throws {
    let seen = Lock<ServerRequest?>(nil)
    try await withTestClient(answers: { request, _ in
      seen.withLock { $0 = request }
      return .pong
    }) { test in
      _ = try await test.ping()
      let request = try #require(seen.withLock { $0 })
      #expect(request.method == "POST")
      #expect(request.target == "/")
      #expect(String(decoding: request.body, as: UTF8.self) == #"{"ping":1}"#)
      #expect(request.header("Content-Type") == "application/x-amz-json-1.1")
      #expect(request.header("X-Amz-Target") == "Tester_2026.Ping")
      #expect(request.header("X-Amz-Security-Token") == TestClient.sessionToken)
      #expect(request.header("X-Amz-Date") == "20240102T030405Z")
      #expect(request.header("User-Agent") == "ecs-agent-monitor/0.1.0")
      #expect(request.header("Host") == "127.0.0.1:\(test.server.port)")
      #expect(request.header("Expect") == nil)
      #expect(
        request.header("Authorization")?.hasPrefix("AWS4-HMAC-SHA256 Credential=ASIATEST/20240102/eu-west-1/tester/aws4_request, ") == true)
    }
  }

  @Test("a form's encoding is botocore's")
  func form() {
    let query = AWSService("q", environmentName: "Q", wireProtocol: .query(version: "2011-01-01"))
    let operation = AWSOperation<Void>.form(query, "Do", .sts, .read) { form in
      form.list("Names.member", ["a b", "c~d-e_f.g", "é*/\n&=%"])
      form.field("Flag", true)
      form.field("Nothing", nil)
    } answer: { _ throws(XMLError) in
    }
    #expect(
      String(decoding: operation.body, as: UTF8.self)
        == "Action=Do&Version=2011-01-01&Names.member.1=a+b&Names.member.2=c~d-e_f.g&Names.member.3=%C3%A9%2A%2F%0A%26%3D%25&Flag=true")
  }

  @Test(
    "an XML answer must be the operation's own, whole, with its result",
    arguments: [
      ("<DoResponse><DoResult><X>1</X></DoResult><ResponseMetadata/></DoResponse>", true), ("<DoResponse><DoResult/></DoResponse>", true),
      ("<DoResponse><ResponseMetadata/></DoResponse>", false), ("<OtherResponse><DoResult/></OtherResponse>", false), ("", false),
      ("<DoResponse><DoResult><X>1</X></DoResult>", false), ("<DoResponse><DoResult><X>1</DoResult></DoResponse>", false),
    ])
  func results(body: String, isGood: Bool) {
    let query = AWSService("q", environmentName: "Q", wireProtocol: .query(version: "1"))
    let operation = AWSOperation<Bool>.form(query, "Do", .sts, .read) { _ in
    } answer: { _ throws(XMLError) in
      true
    }
    do throws(MalformedAnswer) {
      let output = try operation.decode(Array(body.utf8))
      #expect(output == isGood)
    } catch {
      #expect(!isGood, "\(error)")
    }
  }

  @Test("a Region that is no host label never gets into a request")
  func wrongRegion() async throws {
    try await withTestClient(answers: { _, _ in .pong }) { test in
      let error = await awsError { try await test.client.call(TestClient.operation(), in: test.account, region: "evil.example/") }
      #expect(error?.kind == .configuration)
      #expect(test.server.accepted == 0)
    }
  }
}
