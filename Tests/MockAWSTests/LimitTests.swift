import Testing

@testable import MockAWS

@Suite("Limits of the query services")
struct LimitTests {
  @Test("at most 50 instances are asked of Auto Scaling, and none means all, 50 a page")
  func autoScaling() async throws {
    try await withMockAWS(fleet: MockFleet(instances: 120)) { mock in
      let client = try SigningClient(mock)
      let ids = try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").map(\.ec2InstanceID)
      func ask(_ ids: [String]) throws -> RawClient.Reply {
        try client.query("autoscaling", "DescribeAutoScalingInstances", ids.enumerated().map { ("InstanceIds.member.\($0 + 1)", $1) })
      }
      #expect(try ask(Array(ids.prefix(50))).elements("InstanceId").count == 50)
      #expect(try ask(Array(ids.prefix(51))).element("Code") == "ValidationError")
      var token: String?
      var sizes: [Int] = []
      repeat {
        let reply = try client.query(
          "autoscaling", "DescribeAutoScalingInstances", [("InstanceIds", "")] + (token.map { [("NextToken", $0)] } ?? []))
        sizes.append(reply.elements("InstanceId").count)
        token = reply.element("NextToken")
      } while token != nil
      #expect(sizes == [50, 50, 20])
      #expect(try client.query("autoscaling", "DescribeAutoScalingInstances", [("NextToken", "x")]).element("Code") == "InvalidNextToken")
      let groups = try client.query("autoscaling", "DescribeAutoScalingGroups", [("AutoScalingGroupNames.member.1", "ecs-web")])
      #expect(groups.element("DesiredCapacity") == "120")
      #expect(groups.elements("InstanceId").count == 120)
      let bare = try client.query("autoscaling", "DescribeAutoScalingGroups", [("IncludeInstances", "false")])
      #expect(bare.elements("InstanceId").isEmpty)
    }
  }

  @Test("EC2 pages by 5 to 1000, not with ids; no ids mean all, a bad id fails all")
  func ec2() async throws {
    try await withMockAWS(fleet: MockFleet(instances: 30)) { mock in
      let client = try SigningClient(mock)
      let ids = try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").map(\.ec2InstanceID)
      func ask(_ fields: [(String, String)]) throws -> RawClient.Reply { try client.query("ec2", "DescribeInstances", fields) }
      #expect(try ask([]).elements("instanceId").count == 30)
      #expect(try ask([("MaxResults", "4")]).element("Code") == "InvalidParameterValue")
      #expect(try ask([("MaxResults", "5"), ("InstanceId.1", ids[0])]).element("Code") == "InvalidParameterCombination")
      let first = try ask([("MaxResults", "20")])
      #expect(first.elements("instanceId").count == 20)
      let next = try #require(first.element("nextToken"))
      let second = try ask([("MaxResults", "20"), ("NextToken", next)])
      #expect(Set(first.elements("instanceId") + second.elements("instanceId")) == Set(ids))
      #expect(try ask([("InstanceId.1", ids[0]), ("InstanceId.2", "i-0123456789abcdef0")]).element("Code") == "InvalidInstanceID.NotFound")
      #expect(try ask([("InstanceId.1", "i-xyz")]).element("Code") == "InvalidInstanceID.Malformed")
      let filtered = try ask([("Filter.1.Name", "instance-id"), ("Filter.1.Value.1", ids[0]), ("Filter.1.Value.2", "i-0123456789abcdef0")])
      #expect(filtered.elements("instanceId") == [ids[0]])
      #expect(try ask([("Filter.1.Name", "colour"), ("Filter.1.Value.1", "red")]).element("Code") == "InvalidParameterValue")
      try mock.edit(ids[1]) { $0.ec2State = "stopped" }
      let stopped = try ask([("Filter.1.Name", "instance-state-name"), ("Filter.1.Value.1", "stopped")])
      #expect(stopped.elements("instanceId") == [ids[1]])
      #expect(try mock.instance(ids[1]).agentConnected == false)
    }
  }

  @Test("status checks are told of running machines, and of all when asked")
  func instanceStatus() async throws {
    try await withMockAWS(fleet: MockFleet(instances: 8)) { mock in
      let client = try SigningClient(mock)
      let ids = try mock.instances(account: "111122223333", region: "us-east-1", cluster: "web").map(\.ec2InstanceID)
      try mock.edit(ids[0]) { $0.statusChecksFailed = true }
      try mock.edit(ids[1]) { $0.ec2State = "stopped" }
      func ask(_ fields: [(String, String)]) throws -> RawClient.Reply { try client.query("ec2", "DescribeInstanceStatus", fields) }
      let running = try ask([])
      #expect(running.elements("instanceId").count == 7)
      #expect(running.elements("status").count(where: { $0 == "impaired" }) == 2)
      #expect(try ask([("IncludeAllInstances", "true")]).elements("instanceId").count == 8)
      #expect(try ask([("InstanceId.1", ids[1])]).elements("instanceId").isEmpty)
      #expect(try ask([("InstanceId.1", ids[1]), ("MaxResults", "5")]).element("Code") == "InvalidParameterCombination")
      #expect(try ask([("MaxResults", "5")]).elements("instanceId").count == 5)
    }
  }

  @Test("tags are written, and refused where EC2 refuses them")
  func tags() async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      let id = try #require(mock.truth.first?.ec2InstanceID)
      func tag(_ id: String, _ key: String, _ value: String) throws -> RawClient.Reply {
        try client.query("ec2", "CreateTags", [("ResourceId.1", id), ("Tag.1.Key", key), ("Tag.1.Value", value)])
      }
      #expect(try tag(id, "a:b", "c d/é").text.hasSuffix("<return>true</return></CreateTagsResponse>"))
      #expect(try mock.instance(id).tags["a:b"] == "c d/é")
      #expect(try tag(id, "aws:x", "y").element("Code") == "InvalidParameterValue")
      #expect(try tag("i-0123456789abcdef0", "a", "b").element("Code") == "InvalidInstanceID.NotFound")
      for number in 1...50 { _ = try tag(id, "k\(number)", "v") }
      #expect(mock.mutations.last?.errorCode == "TagLimitExceeded")
    }
  }

  @Test("SNS keeps messages, and refuses subjects, sizes and topics that it must")
  func sns() async throws {
    try await withMockAWS { mock in
      let client = try SigningClient(mock)
      let topic = "arn:aws:sns:us-east-1:111122223333:ecs-agents"
      func publish(_ topic: String, _ subject: String?, _ message: String) throws -> RawClient.Reply {
        try client.query("sns", "Publish", [("TopicArn", topic), ("Message", message)] + (subject.map { [("Subject", $0)] } ?? []))
      }
      let reply = try publish(topic, "3 agents", "text")
      #expect(mock.messages.map(\.subject) == ["3 agents"])
      #expect(reply.element("MessageId") == mock.messages.first?.id)
      for subject in ["", String(repeating: "x", count: 100), "a\nb"] {
        #expect(try publish(topic, subject, "text").element("Message") == "Invalid parameter: Subject")
      }
      #expect(try publish(topic, nil, "").element("Code") == "InvalidParameter")
      #expect(try publish(topic, nil, String(repeating: "é", count: 131_073)).element("Code") == "InvalidParameter")
      let missing = try publish(topic + "x", nil, "text")
      #expect(missing.status == 404)
      #expect(missing.element("Code") == "NotFound")
      #expect(try publish("arn:aws:sns:eu-west-1:111122223333:ecs-agents", nil, "text").element("Code") == "InvalidParameter")
      #expect(mock.messages.count == 1)
    }
  }
}
