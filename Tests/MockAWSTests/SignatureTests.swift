import NIOCore
import NIOHTTP1
import Testing

@testable import MockAWS

/// The requests were signed by botocore 1.43 with these keys; nothing of them was made by this package.
@Suite("Signatures")
struct SignatureTests {
  static let time = 1_704_164_645.0  // 2024-01-02T03:04:05Z
  static let token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJ+=="

  static let ecs = Request(
    method: "POST", uri: "/",
    headers: [
      "Host": "ecs.us-east-1.amazonaws.com", "Content-Type": "application/x-amz-json-1.1", "X-Amz-Date": "20240102T030405Z",
      "X-Amz-Security-Token": token, "X-Amz-Target": "AmazonEC2ContainerServiceV20141113.DescribeContainerInstances",
      "Authorization": """
      AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE123456789/20240102/us-east-1/ecs/aws4_request, \
      SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, \
      Signature=300803d8af21c98e3d89acb204405e44937687dc14773cacbcfa62c801cc9fd5
      """,
    ],
    body: ByteBuffer(
      string: #"{"cluster":"blue","containerInstances":["0c7162a1-0c2c-4761-a6b5-2ace97ab5856"],"include":["TAGS"]}"#))

  static let ec2 = Request(
    method: "POST", uri: "/",
    headers: [
      "Host": "ec2.eu-west-1.amazonaws.com", "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
      "X-Amz-Date": "20240102T030405Z",
      "Authorization": """
      AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE123456789/20240102/eu-west-1/ec2/aws4_request, SignedHeaders=content-type;host;x-amz-date, \
      Signature=b6d79bff914ac4630a8b07769e22fe7a649d570a4cbce52f4f3139353431c1d2
      """,
    ],
    body: ByteBuffer(
      string:
        "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=tag%3Acluster&Filter.1.Value.1=blue+green%2F%7E~&MaxResults=1000"))

  static func verifier(token: String?, expires: Double? = nil) -> Verifier {
    var verifier = Verifier()
    verifier.add(
      Credential(
        accessKey: "AKIDEXAMPLE123456789", secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", sessionToken: token, expires: expires,
        account: "111122223333", arn: "arn:aws:iam::111122223333:user/u", userID: "AIDA"))
    return verifier
  }

  @Test("botocore's JSON request with a session token is let in")
  func json() throws {
    var verifier = Self.verifier(token: Self.token)
    let (credential, scope) = try verifier.verify(Self.ecs, now: Self.time)
    #expect(credential.account == "111122223333")
    #expect(scope.region == "us-east-1")
    #expect(scope.service == "ecs")
  }

  @Test("botocore's form request is let in, whatever its encoder did")
  func form() throws {
    var verifier = Self.verifier(token: nil)
    #expect(try verifier.verify(Self.ec2, now: Self.time).1.region == "eu-west-1")
  }

  @Test("any changed byte of the body is refused", arguments: [ecs, ec2])
  func changedBody(request: Request) {
    let token = request.headers.first(name: "x-amz-security-token")
    for index in 0..<request.body.readableBytes {
      var changed = request
      let byte = changed.body.getInteger(at: index, as: UInt8.self) ?? 0
      changed.body.setInteger(byte ^ 1, at: index)
      var verifier = Self.verifier(token: token)
      #expect(throws: SignatureProblem.mismatch, "byte \(index)") { try verifier.verify(changed, now: Self.time) }
    }
  }

  @Test("any changed signed header is refused", arguments: ["host", "content-type", "x-amz-target", "x-amz-security-token", "x-amz-date"])
  func changedHeader(name: String) {
    var changed = Self.ecs
    changed.headers.replaceOrAdd(name: name, value: name == "x-amz-date" ? "20240102T030406Z" : "other")
    var verifier = Self.verifier(token: Self.token)
    #expect(throws: SignatureProblem.self) { try verifier.verify(changed, now: Self.time) }
  }

  @Test("any changed character of the signature, scope or key is refused")
  func changedAuthorization() {
    let text = Self.ecs.headers.first(name: "authorization") ?? ""
    for index in text.indices where text[index].isLetter || text[index].isNumber {
      var changed = Self.ecs
      let other = text[index] == "x" ? "y" : "x"
      changed.headers.replaceOrAdd(name: "authorization", value: String(text[..<index] + other + text[text.index(after: index)...]))
      var verifier = Self.verifier(token: Self.token)
      #expect(throws: SignatureProblem.self, "\(text[...index])") { try verifier.verify(changed, now: Self.time) }
    }
  }

  @Test("method, path and query are signed")
  func changedTarget() {
    for (method, uri) in [("GET", "/"), ("POST", "/x"), ("POST", "/?a=b")] {
      var changed = Self.ecs
      changed.method = method
      changed.uri = uri
      var verifier = Self.verifier(token: Self.token)
      #expect(throws: SignatureProblem.mismatch) { try verifier.verify(changed, now: Self.time) }
    }
  }

  @Test("an x-amz header that is not signed is refused")
  func unsignedHeader() {
    var changed = Self.ecs
    changed.headers.add(name: "X-Amz-Extra", value: "1")
    var verifier = Self.verifier(token: Self.token)
    #expect(throws: SignatureProblem.incomplete("'X-Amz-Extra' must be a 'SignedHeader' in the AWS Authorization.")) {
      try verifier.verify(changed, now: Self.time)
    }
  }

  @Test("a date up to five minutes off is let in, one second more is not")
  func skew() throws {
    var verifier = Self.verifier(token: Self.token)
    for step in [-300.0, 300] { _ = try verifier.verify(Self.ecs, now: Self.time + step) }
    #expect(
      throws: SignatureProblem.skewed(
        "Signature expired: 20240102T030405Z is now earlier than 20240102T030406Z (20240102T030906Z - 5 min.)")
    ) { try verifier.verify(Self.ecs, now: Self.time + 301) }
    #expect(throws: SignatureProblem.self) { try verifier.verify(Self.ecs, now: Self.time - 301) }
  }

  @Test("an expired session is refused as expired, a missing or wrong token as unknown")
  func session() {
    var expired = Self.verifier(token: Self.token, expires: Self.time)
    #expect(throws: SignatureProblem.sessionExpired) { try expired.verify(Self.ecs, now: Self.time) }
    var other = Self.verifier(token: "other")
    #expect(throws: SignatureProblem.wrongToken) { try other.verify(Self.ecs, now: Self.time) }
    var none = Self.verifier(token: nil)
    #expect(throws: SignatureProblem.wrongToken) { try none.verify(Self.ecs, now: Self.time) }
  }
}
