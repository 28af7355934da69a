import Foundation
import Testing

@testable import MockAWS

@Suite("The control endpoint")
struct ControlTests {
  private static func get(_ mock: MockServer, _ path: String) throws -> JSONValue {
    let reply = try #require(try RawClient(port: mock.port).send("GET", path, headers: [("Host", "x")], body: []))
    #expect(reply.status == 200)
    return try #require(JSONParser.parse(reply.body))
  }

  private static func post(_ mock: MockServer, _ path: String, _ body: String) throws -> RawClient.Reply {
    try #require(try RawClient(port: mock.port).send("POST", path, headers: [("Host", "x")], body: Array(body.utf8)))
  }

  @Test("agents are connected and disconnected, and the truth shows it")
  func agents() async throws {
    try await withMockAWS(fleet: MockFleet(disconnected: .count(0))) { mock in
      #expect(try Self.get(mock, "/_mock/truth") == .array([]))
      let one = try #require(try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").first)
      let place = #""account":"111122223333","region":"us-east-1","cluster":"web""#
      let off = try Self.post(mock, "/_mock/agent", #"{\#(place),"ec2_instance_id":"\#(one.ec2InstanceID)","connected":false}"#)
      #expect(off.status == 200)
      let truth = try #require(try Self.get(mock, "/_mock/truth").array)
      #expect(truth.map { $0["ec2_instance_id"]?.string } == [one.ec2InstanceID])
      #expect(truth.first?["connected"]?.bool == false)
      let id = try #require(one.containerInstanceID)
      #expect(try Self.post(mock, "/_mock/agent", #"{"container_instance_id":"\#(id)","connected":true}"#).status == 200)
      #expect(try mock.instance(id).agentConnected)
      #expect(try Self.get(mock, "/_mock/truth").array?.first?["connected"]?.bool == true)
      #expect(try Self.post(mock, "/_mock/agent", #"{"cluster":"other","container_instance_id":"\#(id)","connected":true}"#).status == 404)
      #expect(try Self.post(mock, "/_mock/agent", #"{"container_instance_id":"\#(id)"}"#).status == 404)
      #expect(try Self.post(mock, "/_mock/other", "{}").status == 404)
    }
  }

  @Test("calls, messages and faults by HTTP")
  func calls() async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      let topic = "arn:aws:sns:us-east-1:111122223333:ecs-agents"
      _ = try client.ecs("ListClusters", "{}")
      _ = try client.query("sns", "Publish", [("TopicArn", topic), ("Message", "line\n\"two\"")])
      #expect(try Self.get(mock, "/_mock/calls").array?.map { $0["operation"]?.string } == ["ListClusters", "Publish"])
      #expect(try Self.get(mock, "/_mock/calls?mutations=1").array?.map { $0["resources"]?.strings } == [[topic]])
      #expect(try Self.get(mock, "/_mock/messages").array?.first?["body"]?.string == "line\n\"two\"")
      #expect(try Self.post(mock, "/_mock/faults", #"{"kinds":["503"],"service":"ecs","times":1}"#).status == 200)
      #expect(try client.ecs("ListClusters", "{}").status == 503)
      #expect(try client.ecs("ListClusters", "{}").status == 200)
      _ = try Self.post(mock, "/_mock/faults", #"{"kinds":["500"]}"#)
      _ = try Self.post(mock, "/_mock/faults", #"{"clear":true}"#)
      #expect(try client.ecs("ListClusters", "{}").status == 200)
      #expect(try Self.post(mock, "/_mock/faults", #"{"kinds":["x"]}"#).status == 404)
    }
  }

  @Test("only the latest reads are kept, every mutation, and all of them in the file")
  func log() async throws {
    let file = NSTemporaryDirectory() + "mock-log-\(UUID().uuidString)"
    defer { unlink(file) }
    var options = MockOptions()
    options.readLogLimit = 3
    options.logFile = file
    try await withMockAWS(options: options) { mock in
      let client = try SigningClient(mock)
      _ = try client.ecs("DeregisterContainerInstance", #"{"cluster":"web","containerInstance":"none"}"#)
      for _ in 0..<5 { _ = try client.ecs("ListClusters", "{}") }
      _ = try client.query("sts", "GetCallerIdentity")
      #expect(mock.calls.map(\.operation) == ["DeregisterContainerInstance", "ListClusters", "ListClusters", "GetCallerIdentity"])
      #expect(mock.callCounts["ecs:ListClusters"] == 5)
      let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.count == 7)
      #expect(lines.allSatisfy { JSONParser.parse(Array($0.utf8))?["operation"]?.string != nil })
    }
  }

  @Test("a connection is kept, and the Date is the mock's")
  func http() async throws {
    let clock = MockManualClock()
    var options = MockOptions()
    options.clock = clock.clock
    try await withMockAWS(options: options) { mock in
      let client = try SigningClient(mock) { clock.now }
      for _ in 0..<3 { #expect(try client.ecs("ListClusters", "{}").headers["connection"] == nil) }
      let reply = try client.query("sts", "GetCallerIdentity")
      #expect(reply.headers["date"] == "Mon, 23 Nov 2026 00:00:00 GMT")
      #expect(reply.headers["content-type"] == "text/xml;charset=UTF-8")
      #expect(reply.element("RequestId") == reply.headers["x-amzn-requestid"])
    }
  }
}
