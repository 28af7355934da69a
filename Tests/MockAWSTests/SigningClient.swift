import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import MockAWS

/// Signs with the mock's own signature code (proven by the vectors in `SignatureTests`, and by boto3) and sends over a `RawClient`.
struct SigningClient {
  var accessKey: String
  var secretKey: String
  var sessionToken: String?
  var region = "us-east-1"
  /// Seconds since 1970.
  var now: @Sendable () -> Double
  private let raw: RawClient

  init(_ mock: MockServer, now: @escaping @Sendable () -> Double = MockClock.system.now) throws {
    accessKey = mock.accessKey
    secretKey = mock.secretKey
    self.now = now
    raw = try RawClient(port: mock.port)
  }

  func ecs(_ operation: String, _ body: String) throws -> RawClient.Reply {
    try #require(sendECS(operation, body))
  }

  /// `nil` where the connection was closed without an answer.
  func sendECS(_ operation: String, _ body: String) -> RawClient.Reply? {
    let target = "AmazonEC2ContainerServiceV20141113.\(operation)"
    return send("ecs", [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target)], Array(body.utf8))
  }

  func query(_ service: String, _ action: String, _ fields: [(String, String)] = []) throws -> RawClient.Reply {
    let versions = ["autoscaling": "2011-01-01", "ec2": "2016-11-15", "sns": "2010-03-31", "sts": "2011-06-15"]
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")
    let form = ([("Action", action), ("Version", versions[service] ?? "")] + fields).map { name, value in
      "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: plain) ?? "")"
    }
    let type = "application/x-www-form-urlencoded; charset=utf-8"
    return try #require(send(service, [("Content-Type", type)], Array(form.joined(separator: "&").utf8)))
  }

  private func send(_ service: String, _ headers: [(String, String)], _ body: [UInt8]) -> RawClient.Reply? {
    let date = Timestamps.basic(now())
    var headers = headers + [("Host", "127.0.0.1"), ("X-Amz-Date", date)]
    if let sessionToken { headers.append(("X-Amz-Security-Token", sessionToken)) }
    headers.append(("Authorization", authorization(service, date: date, headers, body)))
    return raw.send("POST", "/", headers: headers, body: body)
  }

  private func authorization(_ service: String, date: String, _ headers: [(String, String)], _ body: [UInt8]) -> String {
    let names = headers.map { $0.0.lowercased() }.sorted().joined(separator: ";")
    let unsigned =
      "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(date.prefix(8))/\(region)/\(service)/aws4_request, SignedHeaders=\(names), Signature="
    guard let parts = AuthorizationHeader(unsigned + "x") else { return "" }
    let request = Request(method: "POST", uri: "/", headers: HTTPHeaders(headers), body: ByteBuffer(bytes: body))
    var verifier = Verifier()
    return unsigned + verifier.signature(request, parts, date: date, secret: secretKey)
  }
}
