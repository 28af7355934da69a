import Testing

@testable import MockAWS

@Suite("Groups and machines change over time")
struct GroupTests {
  private static let home = "111122223333"

  /// A mock of one cluster on a clock that only the test moves, and a client on the same clock.
  private static func withClock(
    instances: Int = 6, disconnected: MockCount = .count(1), _ body: (MockServer, SigningClient, MockManualClock) throws -> Void
  ) async throws {
    let clock = MockManualClock()
    var options = MockOptions()
    options.clock = clock.clock
    options.timing.detach = 10
    options.timing.launch = 60
    options.timing.register = 30
    options.timing.shutDown = 20
    try await withMockAWS(fleet: MockFleet(instances: instances, disconnected: disconnected), options: options) { mock in
      try body(mock, try SigningClient(mock) { clock.now }, clock)
    }
  }

  private static func group(_ mock: MockServer) throws -> MockGroup {
    try mock.group(account: home, region: "us-east-1", name: "ecs-web")
  }

  private static func registered(_ mock: MockServer) throws -> [MockInstance] {
    try mock.instances(account: home, region: "us-east-1", cluster: "web")
  }

  private static func detach(_ client: SigningClient, _ id: String, decrement: Bool = false) throws -> RawClient.Reply {
    try client.query(
      "autoscaling", "DetachInstances",
      [("AutoScalingGroupName", "ecs-web"), ("InstanceIds.member.1", id), ("ShouldDecrementDesiredCapacity", decrement ? "true" : "false")])
  }

  @Test("a detached instance leaves after a while, and a replacement launches, runs and registers")
  func replacement() async throws {
    try await Self.withClock { mock, client, clock in
      let lost = try #require(mock.truth.first)
      #expect(try Self.detach(client, lost.ec2InstanceID).status == 200)
      #expect(try mock.instance(lost.ec2InstanceID).lifecycleState == "Detaching")
      clock.advance(by: 9.9)
      #expect(try Self.group(mock).members.contains(lost.ec2InstanceID))
      clock.advance(by: 0.1)
      #expect(try mock.instance(lost.ec2InstanceID).group == nil)
      let new = try #require(try Self.group(mock).members.last)
      #expect(try mock.instance(new).lifecycleState == "Pending")
      #expect(try mock.instance(new).ec2State == "pending")
      #expect(try mock.instance(new).containerInstanceID == nil)
      clock.advance(by: 60)
      #expect(try mock.instance(new).lifecycleState == "InService")
      #expect(try Self.registered(mock).count == 6)
      clock.advance(by: 30)
      #expect(try mock.instance(new).isHealthy)
      #expect(try Self.registered(mock).count == 7)
      #expect(try mock.instance(new).registeredAt == clock.now)
    }
  }

  @Test("a disconnected registration outlives its machine, a connected one does not")
  func termination() async throws {
    try await Self.withClock { mock, client, clock in
      let lost = try #require(mock.truth.first)
      let healthy = try #require(try Self.registered(mock).first(where: \.isHealthy))
      let reply = try client.query(
        "ec2", "TerminateInstances", [("InstanceId.1", lost.ec2InstanceID), ("InstanceId.2", healthy.ec2InstanceID)])
      #expect(reply.elements("currentState").count == 2)
      #expect(try mock.instance(lost.ec2InstanceID).ec2State == "shutting-down")
      clock.advance(by: 20)
      #expect(try mock.instance(lost.ec2InstanceID).ec2State == "terminated")
      #expect(try mock.instance(lost.ec2InstanceID).containerInstanceID == lost.containerInstanceID)
      #expect(try mock.instance(healthy.ec2InstanceID).containerInstanceID == nil)
      #expect(try Self.group(mock).members.count == 6)
      clock.advance(by: 3600)
      let gone = try client.query("ec2", "DescribeInstances", [("InstanceId.1", lost.ec2InstanceID)])
      #expect(gone.element("Code") == "InvalidInstanceID.NotFound")
      let ghost = try #require(lost.containerInstanceID)
      let deregistered = try client.ecs(
        "DeregisterContainerInstance", #"{"cluster":"web","containerInstance":"\#(ghost)","force":true}"#)
      #expect(deregistered.status == 200)
      #expect(throws: MockNotFound.self) { try mock.instance(ghost) }
    }
  }

  private static func end(_ client: SigningClient, _ id: String) throws -> RawClient.Reply {
    try client.query(
      "autoscaling", "TerminateInstanceInAutoScalingGroup", [("InstanceId", id), ("ShouldDecrementDesiredCapacity", "false")])
  }

  @Test("an instance that its group ends is replaced; where a hook or a drain waits, as soon as it is deregistered, or after 48 hours")
  func ended() async throws {
    for (hook, drain) in [(false, false), (true, false), (false, true)] {
      try await Self.withClock { mock, client, clock in
        let lost = try #require(mock.truth.first { !$0.agentConnected })
        try mock.editGroup(account: Self.home, region: "us-east-1", name: "ecs-web") {
          ($0.hasTerminatingHook, $0.managedDraining) = (hook, drain)
        }
        #expect(try Self.end(client, lost.ec2InstanceID).status == 200)
        #expect(try Self.end(client, lost.ec2InstanceID).element("Code") == "ScalingActivityInProgress")
        let waits = hook || drain
        #expect(try mock.instance(lost.ec2InstanceID).lifecycleState == (waits ? "Terminating:Wait" : "Terminating"))
        clock.advance(by: waits ? 48 * 3600 : 0)
        #expect(try mock.instance(lost.ec2InstanceID).lifecycleState == "Terminating")
        clock.advance(by: 90)
        #expect(try mock.instance(lost.ec2InstanceID).ec2State == "terminated")
        #expect(try Self.group(mock).members.count == 6)
      }
    }
  }

  @Test("what is deregistered is described as INACTIVE for an hour, and listed no more")
  func inactive() async throws {
    try await Self.withClock { mock, client, clock in
      let lost = try #require(mock.truth.first { !$0.agentConnected })
      let id = try #require(lost.containerInstanceID)
      let body = #"{"cluster":"web","containerInstance":"\#(id)","force":true}"#
      #expect(try client.ecs("DeregisterContainerInstance", body).status == 200)
      let ask = #"{"cluster":"web","containerInstances":["\#(id)"]}"#
      #expect(try client.ecs("DescribeContainerInstances", ask).text.contains(#""status":"INACTIVE""#))
      #expect(try !client.ecs("ListContainerInstances", #"{"cluster":"web"}"#).text.contains(id))
      clock.advance(by: 3600)
      #expect(try client.ecs("DescribeContainerInstances", ask).text.contains("MISSING"))
    }
  }

  @Test("detaching is refused for strangers, for those on their way, and below the minimum")
  func refusals() async throws {
    try await Self.withClock { mock, client, _ in
      let id = try #require(try Self.registered(mock).first?.ec2InstanceID)
      let stranger = try Self.detach(client, "i-0123456789abcdef0")
      #expect(stranger.status == 400)
      #expect(stranger.element("Code") == "ValidationError")
      #expect(stranger.element("Message") == "The instance i-0123456789abcdef0 is not part of Auto Scaling group ecs-web.")
      try mock.edit(id) { $0.lifecycleState = "Pending:Wait" }
      #expect(try Self.detach(client, id).element("Message") == "The instance \(id) is not in InService or Standby.")
      try mock.edit(id) { $0.lifecycleState = "InService" }
      try mock.editGroup(account: Self.home, region: "us-east-1", name: "ecs-web") { $0.minSize = 6 }
      #expect(try Self.detach(client, id, decrement: true).status == 400)
      #expect(try Self.detach(client, id).status == 200)
      let carriedOut = mock.mutations.map(\.wasCarriedOut)
      #expect(carriedOut == [false, false, false, true])
      #expect(mock.mutations.last?.resources == ["ecs-web", id])
    }
  }

  @Test("a decrement is not replaced")
  func decrement() async throws {
    try await Self.withClock { mock, client, clock in
      let id = try #require(mock.truth.first?.ec2InstanceID)
      #expect(try Self.detach(client, id, decrement: true).status == 200)
      clock.advance(by: 1000)
      #expect(try Self.group(mock).members.count == 5)
      #expect(try Self.group(mock).desiredCapacity == 5)
    }
  }

  @Test("what a group launches may be disconnected, never register, or not come at all")
  func badReplacements() async throws {
    for (kind, members, disconnected) in [
      (MockReplacement.disconnected, 6, 1), (.neverRegisters, 6, 0), (.failsToLaunch, 5, 0),
    ] {
      try await Self.withClock(disconnected: .count(0)) { mock, client, clock in
        try mock.editGroup(account: Self.home, region: "us-east-1", name: "ecs-web") { $0.replacements = kind }
        let id = try #require(try Self.registered(mock).first?.ec2InstanceID)
        #expect(try client.query("ec2", "TerminateInstances", [("InstanceId.1", id)]).status == 200)
        clock.advance(by: 1000)
        #expect(try Self.group(mock).members.count == members)
        #expect(try Self.registered(mock).count(where: { !$0.agentConnected }) == disconnected)
      }
    }
  }

  @Test("a protected machine saves its Zone, the others go, and the call fails")
  func protection() async throws {
    try await Self.withClock(disconnected: .count(0)) { mock, client, _ in
      let all = try Self.registered(mock)
      let zones = Dictionary(grouping: all, by: { $0.zone ?? "" }).sorted { $0.key < $1.key }.map { $0.value.map(\.ec2InstanceID) }
      try mock.edit(zones[0][0]) { $0.terminationProtected = true }
      let attribute = try client.query(
        "ec2", "DescribeInstanceAttribute", [("InstanceId", zones[0][0]), ("Attribute", "disableApiTermination")])
      #expect(attribute.text.contains("<disableApiTermination><value>true</value></disableApiTermination>"))
      let reply = try client.query(
        "ec2", "TerminateInstances",
        [("InstanceId.1", zones[0][0]), ("InstanceId.2", zones[0][1]), ("InstanceId.3", zones[1][0])])
      #expect(reply.element("Code") == "OperationNotPermitted")
      #expect(try mock.instance(zones[0][1]).ec2State == "running")
      #expect(try mock.instance(zones[1][0]).ec2State == "shutting-down")
      let bad = try client.query("ec2", "TerminateInstances", [("InstanceId.1", zones[2][0]), ("InstanceId.2", "i-0123456789abcdef0")])
      #expect(bad.element("Code") == "InvalidInstanceID.NotFound")
      #expect(try mock.instance(zones[2][0]).ec2State == "running")
    }
  }

  @Test("an edit is seen by every service, and a change of the connection raises the version")
  func edits() async throws {
    try await Self.withClock(disconnected: .count(0)) { mock, client, _ in
      let before = try #require(try Self.registered(mock).first)
      let id = try #require(before.containerInstanceID)
      try mock.edit(id) {
        $0.agentConnected = false
        $0.status = "DRAINING"
        $0.agentUpdateStatus = "STAGING"
        $0.tags["team"] = "a&b"
        $0.operatedBy = "eks.amazonaws.com"
        $0.lifecycleState = "Standby"
      }
      #expect(try mock.instance(id).version == before.version + 1)
      let ecs = try client.ecs("DescribeContainerInstances", #"{"cluster":"web","containerInstances":["\#(id)"]}"#).text
      for part in [
        #""agentConnected":false"#, #""status":"DRAINING""#, #""agentUpdateStatus":"STAGING""#, #""version":\#(before.version + 1),"#,
      ] {
        #expect(ecs.contains(part), "\(part)")
      }
      let ec2 = try client.query("ec2", "DescribeInstances", [("Filter.1.Name", "tag:team"), ("Filter.1.Value.1", "a*")]).text
      #expect(ec2.contains("<key>team</key><value>a&amp;b</value>"))
      #expect(ec2.contains("<operator><managed>true</managed><principal>eks.amazonaws.com</principal></operator>"))
      let group = try client.query("autoscaling", "DescribeAutoScalingInstances", [("InstanceIds.member.1", before.ec2InstanceID)])
      #expect(group.element("LifecycleState") == "Standby")
      #expect(mock.truth.map(\.containerInstanceID) == [id])
    }
  }

  @Test("a machine can be registered twice, be external, or have no group")
  func oddities() async throws {
    try await Self.withClock(disconnected: .count(0)) { mock, client, _ in
      mock.addCluster(MockFleet.Cluster("other", instances: 2, groups: 0), account: Self.home, region: "us-east-1")
      let id = try #require(try Self.registered(mock).first?.ec2InstanceID)
      try mock.addDuplicate(of: id, cluster: "other", connected: true)
      let external = try mock.addExternal(account: Self.home, region: "us-east-1", cluster: "other", connected: false)
      #expect(external.ec2InstanceID.hasPrefix("mi-"))
      let others = try mock.instances(account: Self.home, region: "us-east-1", cluster: "other")
      #expect(others.map(\.ec2InstanceID).suffix(2) == [id, external.ec2InstanceID])
      #expect(others[0].group == nil)
      let twin = try client.ecs("ListContainerInstances", #"{"cluster":"other","filter":"ec2InstanceId == \#(id)"}"#)
      #expect(JSONParser.parse(twin.body)?["containerInstanceArns"]?.array?.count == 1)
      let group = try client.query("autoscaling", "DescribeAutoScalingInstances", [("InstanceIds.member.1", others[0].ec2InstanceID)])
      #expect(group.elements("member").isEmpty)
    }
  }
}
