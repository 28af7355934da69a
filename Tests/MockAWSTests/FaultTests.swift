import Foundation
import Testing

@testable import MockAWS

@Suite("Faults")
struct FaultTests {
  private static let list = "ListClusters"

  @Test("each protocol fails and throttles in its own words")
  func words() async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      mock.add(MockFault(.throttle, times: 3))
      let ecs = try client.ecs(Self.list, "{}")
      #expect(ecs.status == 400)
      #expect(ecs.text == #"{"__type":"ThrottlingException","message":"Rate exceeded"}"#)
      let autoScaling = try client.query("autoscaling", "DescribeAutoScalingGroups")
      #expect(autoScaling.status == 400)
      #expect(autoScaling.element("Code") == "Throttling")
      let ec2 = try client.query("ec2", "DescribeInstances")
      #expect(ec2.status == 503)
      #expect(ec2.element("Code") == "RequestLimitExceeded")
      #expect(try client.ecs(Self.list, "{}").status == 200)
      mock.add(MockFault(.status(500), service: "ecs", times: 1))
      #expect(try client.query("sts", "GetCallerIdentity").status == 200)
      #expect(try client.ecs(Self.list, "{}").status == 500)
      mock.add(MockFault(.refuse(code: "ServerException", message: "no", status: 500), operation: Self.list, after: 1, times: 1))
      #expect(try client.ecs(Self.list, "{}").status == 200)
      #expect(try client.ecs(Self.list, "{}").status == 500)
    }
  }

  @Test(
    "a call is carried out or not, as its fault says, and the log tells",
    arguments: [
      (MockFault.Kind.close, false), (.cut, true), (.truncate, true), (.garble, true), (.statusAfter(500), true), (.status(503), false),
    ])
  func carriedOut(kind: MockFault.Kind, expected: Bool) async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      let lost = try #require(mock.truth.first?.containerInstanceID)
      mock.add(MockFault(kind, operation: "DeregisterContainerInstance"))
      let reply = client.sendECS("DeregisterContainerInstance", #"{"cluster":"web","containerInstance":"\#(lost)","force":true}"#)
      switch kind {
      case .close, .cut: #expect(reply == nil)
      case .truncate:
        #expect(reply?.status == 200)
        #expect(reply?.isWhole == false)
      case .garble:
        #expect(reply?.status == 200)
        #expect(reply?.isWhole == true)
        #expect(JSONParser.parse(reply?.body ?? []) == nil)
      default: #expect(reply?.status == (expected ? 500 : 503))
      }
      #expect(mock.truth.contains { $0.containerInstanceID == lost } == !expected)
      #expect(mock.mutations.map(\.wasCarriedOut) == [expected])
      #expect(mock.mutations.first?.fault == "\(kind)")
    }
  }

  @Test("the seed decides which calls fail, the rate how many")
  func rate() async throws {
    var outcomes: [[Int]] = []
    for _ in 0..<2 {
      var options = MockOptions()
      options.faults = [MockFault(.status(500), .status(503), rate: 0.2)]
      outcomes.append(
        try await withMockAWS(options: options) { mock in
          let client = try SigningClient(mock)
          return try (0..<200).map { _ in try client.ecs(Self.list, "{}").status }
        })
    }
    #expect(outcomes[0] == outcomes[1])
    #expect((20...60).contains(outcomes[0].count { $0 != 200 }))
    #expect(Set(outcomes[0]) == [200, 500, 503])
  }

  @Test(
    "faults are read by name",
    arguments: [
      ("500", MockFault.Kind.status(500)), ("throttle", .throttle), ("slow", .slow(1)), ("slow0.5", .slow(0.5)),
      ("after500", .statusAfter(500)),
      ("denied", .accessDenied), ("cut", .cut), ("close", .close), ("truncate", .truncate), ("garble", .garble),
    ])
  func names(text: String, expected: MockFault.Kind) {
    #expect(MockFault.Kind(text) == expected)
    for wrong in ["200", "x", "", "slow-1", "after"] { #expect(MockFault.Kind(wrong) == nil, "\(wrong)") }
  }

  @Test("AWS's buckets: so many at once, so many a second, each account, Region and category for itself")
  func buckets() async throws {
    let clock = MockManualClock()
    var options = MockOptions()
    options.clock = clock.clock
    options.throttles = true
    try await withMockAWS(options: options) { mock in
      var client = try SigningClient(mock) { clock.now }
      func passed(_ count: Int) throws -> Int {
        try (0..<count).count { _ in try client.ecs(Self.list, "{}").status == 200 }
      }
      #expect(try passed(80) == 50)
      #expect(try client.ecs("ListContainerInstances", #"{"cluster":"web"}"#).status == 200)
      client.region = "eu-west-1"
      #expect(try passed(1) == 1)
      client.region = "us-east-1"
      clock.advance(by: 0.5)
      #expect(try passed(20) == 10)
      let ids = try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").map(\.ec2InstanceID)
      let statuses = try (0..<60).map { _ in
        try client.query("ec2", "CreateTags", [("ResourceId.1", ids[0]), ("Tag.1.Key", "a"), ("Tag.1.Value", "b")]).status
      }
      #expect(statuses == Array(repeating: 200, count: 50) + Array(repeating: 503, count: 10))
    }
  }

  @Test("a slow answer is a whole answer")
  func slow() async throws {
    try await withMockAWS { mock in
      mock.add(MockFault(.slow(0.3), times: 1))
      let reply = try SigningClient(mock).ecs(Self.list, "{}")
      #expect(reply.status == 200)
      #expect(mock.calls.first?.fault == "slow(0.3)")
    }
  }
}
