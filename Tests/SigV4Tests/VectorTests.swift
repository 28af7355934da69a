import Testing

@testable import SigV4

/// Known answers that botocore made and that bare HMAC confirmed.
@Suite("SigV4 vectors")
struct VectorTests {
  static let accessKeyID = "AKIDEXAMPLE123456789"
  static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
  static let sessionToken = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJ+=="
  static let date = "20240102T030405Z"

  struct Vector {
    let region: String
    let service: String
    let sessionToken: String?
    let host: String
    let headers: [(name: String, value: String)]
    let body: String
    let canonicalRequest: String
    let canonicalHash: String
    let signedHeaders: String
    let signature: String
  }

  static let describeContainerInstances = Vector(
    region: "us-east-1", service: "ecs", sessionToken: sessionToken, host: "ecs.us-east-1.amazonaws.com",
    headers: [
      ("Content-Type", "application/x-amz-json-1.1"),
      ("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.DescribeContainerInstances"),
    ],
    body: #"{"cluster":"blue","containerInstances":["0c7162a1-0c2c-4761-a6b5-2ace97ab5856"],"include":["TAGS"]}"#,
    canonicalRequest: """
      POST
      /

      content-type:application/x-amz-json-1.1
      host:ecs.us-east-1.amazonaws.com
      x-amz-date:20240102T030405Z
      x-amz-security-token:IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJ+==
      x-amz-target:AmazonEC2ContainerServiceV20141113.DescribeContainerInstances

      content-type;host;x-amz-date;x-amz-security-token;x-amz-target
      d5a3e0a0458b7cbab05f6f2ba0f2f7605765772072a10102aad01977095bfb12
      """,
    canonicalHash: "be95cc2d384f4aa9f319f89966995f6fd19e590760322eb0b56b67c00d341bef",
    signedHeaders: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
    signature: "300803d8af21c98e3d89acb204405e44937687dc14773cacbcfa62c801cc9fd5")

  static let describeInstances = Vector(
    region: "eu-west-1", service: "ec2", sessionToken: nil, host: "ec2.eu-west-1.amazonaws.com",
    headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
    body: "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=tag%3Acluster&Filter.1.Value.1=blue+green%2F%7E~&MaxResults=1000",
    canonicalRequest: """
      POST
      /

      content-type:application/x-www-form-urlencoded; charset=utf-8
      host:ec2.eu-west-1.amazonaws.com
      x-amz-date:20240102T030405Z

      content-type;host;x-amz-date
      97430694d06a206200e7993a4f59bf04577e820b8cfa199646e48f1eff9804ac
      """,
    canonicalHash: "1510de031eda7392303b4deb676fbb4ff1cfebd4d3181e661d270af84814150e",
    signedHeaders: "content-type;host;x-amz-date",
    signature: "b6d79bff914ac4630a8b07769e22fe7a649d570a4cbce52f4f3139353431c1d2")

  static func signer(_ vector: Vector) -> Signer {
    let scope = SigningScope(date: date, region: vector.region, service: vector.service)
    return Signer(
      accessKeyID: accessKeyID, key: SigningKey(secret: secret, scope: scope), sessionToken: vector.sessionToken)
  }

  @Test("canonical request, string to sign, signature and header agree", arguments: [describeContainerInstances, describeInstances])
  func everyStage(vector: Vector) {
    let signer = Self.signer(vector)
    let body = Array(vector.body.utf8)
    let (request, _) = signer.canonicalRequest(
      method: "POST", host: vector.host, path: "/", query: [], headers: vector.headers, body: body, date: Self.date)
    #expect(String(decoding: request.bytes, as: UTF8.self) == vector.canonicalRequest)
    #expect(SHA256.hex(request.bytes) == vector.canonicalHash)

    let stringToSign = signer.stringToSign(for: request, date: Self.date)
    let scope = "20240102/\(vector.region)/\(vector.service)/aws4_request"
    #expect(
      String(decoding: stringToSign, as: UTF8.self) == "AWS4-HMAC-SHA256\n\(Self.date)\n\(scope)\n\(vector.canonicalHash)")

    let added = signer.sign(method: "POST", host: vector.host, headers: vector.headers, body: body, date: Self.date)
    let names = vector.sessionToken == nil ? ["X-Amz-Date", "Authorization"] : ["X-Amz-Date", "X-Amz-Security-Token", "Authorization"]
    #expect(added.map(\.name) == names)
    #expect(added.first?.value == Self.date)
    #expect(
      added.last?.value
        == "AWS4-HMAC-SHA256 Credential=\(Self.accessKeyID)/\(scope), SignedHeaders=\(vector.signedHeaders), Signature=\(vector.signature)")
  }

  @Test("one changed byte of the body changes the signature")
  func bodyIsSigned() {
    let vector = Self.describeInstances
    let added = Self.signer(vector).sign(
      method: "POST", host: vector.host, headers: vector.headers, body: Array((vector.body + "0").utf8), date: Self.date)
    #expect(added.last?.value.hasSuffix(vector.signature) == false)
  }

  @Test("neither a signer nor a key shows its secrets when printed or dumped")
  func secretsStayHidden() {
    let signer = Self.signer(Self.describeContainerInstances)
    let key = SigningKey(secret: Self.secret, scope: SigningScope(date: Self.date, region: "us-east-1", service: "ecs"))
    var shown = "\(signer) \(String(reflecting: signer)) \(key) \(String(reflecting: key))"
    dump(signer, to: &shown)
    dump(key, to: &shown)
    #expect(!shown.contains("IQoJ"))
    #expect(!shown.contains("SHA256"))
    #expect(shown.contains("us-east-1"))
  }
}
