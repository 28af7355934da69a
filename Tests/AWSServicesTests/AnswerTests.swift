import Testing

@testable import AWSCore
@testable import AWSServices

/// Answers written by hand: what the mock does not send.
@Suite("answers")
struct AnswerTests {
  func decode<Output>(_ operation: AWSOperation<Output>, _ body: String) throws(MalformedAnswer) -> Output {
    try operation.decode(Array(body.utf8))
  }

  static let describe = ECS.describeContainerInstances(cluster: "web", ids: ["a"], withTags: true)

  @Test("absent and null are unknown: an agent is disconnected only when ECS says so")
  func agentConnected() throws {
    let body = """
      {"containerInstances":[
        {"containerInstanceArn":"arn:aws:ecs:us-east-1:1:container-instance/web/a","status":"ACTIVE","agentConnected":false},
        {"containerInstanceArn":"arn:aws:ecs:us-east-1:1:container-instance/b","status":"ACTIVE","agentConnected":null},
        {"containerInstanceArn":"c","status":"NEW_WORD","newMember":{"x":[1,2]},"attributes":null,"tags":null,"version":null}
      ],"failures":null,"nextToken":null}
      """
    let description = try decode(Self.describe, body)
    #expect(description.instances.map(\.agentConnected) == [false, nil, nil])
    #expect(description.instances.map(\.id) == ["a", "b", "c"])
    #expect(description.instances.map(\.status) == ["ACTIVE", "ACTIVE", "NEW_WORD"])
  }

  @Test(
    "the time of a transition is read where EC2 tells one",
    arguments: [
      ("User initiated (2026-11-27 10:00:00 GMT)", 1_795_773_600), ("Service initiated (2026-11-27 10:00:00 UTC)", 1_795_773_600),
      ("User initiated", nil), ("", nil), ("Server.SpotInstanceTermination", nil), ("(2026-11-27 25:00:00 GMT)", nil),
      ("User initiated (27.11.2026 10:00:00 GMT)", nil), ("User initiated (2026-11-27 10:00:00 CET)", nil),
    ] as [(String, Double?)])
  func transition(reason: String, time: Double?) {
    #expect(EC2Instance.time(ofTransition: reason) == time)
  }

  @Test("attributes and tags are read where they are needed")
  func attributes() throws {
    let body = """
      {"containerInstances":[{"status":"ACTIVE","containerInstanceArn":"x/a","attributes":[
        {"name":"ecs.capability.external"},{"name":"ecs.availability-zone","value":"us-east-1b"},{"name":"other","value":null}],
        "tags":[{"key":"Name","value":"n"},{"key":"bare"}],"ec2InstanceId":"mi-1","registeredAt":1.704164645123E9,"version":12}]}
      """
    let instance = try #require(try decode(Self.describe, body).instances.first)
    #expect(instance.isExternal)
    #expect(instance.availabilityZone == "us-east-1b")
    #expect(instance.tags == ["Name": "n", "bare": ""])
    #expect(instance.registeredAt == 1_704_164_645.123)
  }

  @Test(
    "an answer without the member that it must have is refused: it is not an empty one",
    arguments: ["{}", #"{"failures":[]}"#, #"{"containerInstances":null}"#, #"{"containerInstances":[{}]}"#, "[]", "null", ""])
  func missingMembers(body: String) {
    #expect(throws: MalformedAnswer.self) { try decode(Self.describe, body) }
    #expect(throws: MalformedAnswer.self) { try decode(ECS.listClusters(token: nil), body) }
    #expect(throws: MalformedAnswer.self) { try decode(ECS.describeClusters(names: ["web"], withTags: false), body) }
    #expect(throws: MalformedAnswer.self) {
      try decode(ECS.listContainerInstances(cluster: "web", filter: nil, status: nil, token: nil), body)
    }
    #expect(throws: MalformedAnswer.self) { try decode(ECS.deregisterContainerInstance(cluster: "web", id: "a", force: true), body) }
  }

  @Test(
    "the same for XML",
    arguments: [
      "<DescribeInstancesResponse/>", "<TerminateInstancesResponse><instancesSet/></TerminateInstancesResponse>",
      "<CreateTagsResponse><return>false</return></CreateTagsResponse>", "<Other/>",
      "<DescribeAutoScalingInstancesResponse><DescribeAutoScalingInstancesResult/></DescribeAutoScalingInstancesResponse>",
      "<DescribeInstanceAttributeResponse/>", "<PublishResponse><PublishResult/></PublishResponse>",
      "<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult/></DescribeAutoScalingGroupsResponse>",
    ])
  func missingElements(body: String) {
    #expect(throws: MalformedAnswer.self) { try decode(EC2.describeInstances(where: [.tagKey("a")], token: nil), body) }
    #expect(throws: MalformedAnswer.self) { try decode(EC2.terminateInstance(id: "i-1"), body) }
    #expect(throws: MalformedAnswer.self) { try decode(EC2.createTags(instance: "i-1", ["a": "b"]), body) }
    #expect(throws: MalformedAnswer.self) { try decode(EC2.describeTerminationProtection(id: "i-1"), body) }
    #expect(throws: MalformedAnswer.self) { try decode(AutoScaling.describeInstances(ids: ["i-1"], token: nil), body) }
    #expect(throws: MalformedAnswer.self) { try decode(AutoScaling.describeGroups(names: ["g"], token: nil), body) }
    #expect(throws: MalformedAnswer.self) { try decode(SNS.publish(topic: "t", subject: "s", message: "m"), body) }
  }

  @Test(
    "tags are set when CreateTags answers, whether or not it says so", arguments: ["", "<return>true</return>", "<requestId>r</requestId>"])
  func tagsAreSet(inside: String) throws {
    try decode(EC2.createTags(instance: "i-1", ["a": "b"]), "<CreateTagsResponse>\(inside)</CreateTagsResponse>")
  }

  @Test("instances of several reservations are one list, with lifecycle, state reason and zone id")
  func reservations() throws {
    let body = """
      <DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet>
        <item><reservationId>r-1</reservationId><groupSet/><instancesSet>
          <item><instanceId>i-1</instanceId><instanceState><code>16</code><name>running</name></instanceState>
            <launchTime>2024-01-02T03:04:05.000Z</launchTime><placement><availabilityZone>us-east-1a</availabilityZone>
            <availabilityZoneId>use1-az4</availabilityZoneId><tenancy>default</tenancy></placement>
            <instanceLifecycle>spot</instanceLifecycle><tagSet><item><key>a</key><value/></item></tagSet></item>
          <item><instanceId>i-2</instanceId><instanceState><code>80</code><name>stopped</name></instanceState>
            <stateReason><code>Client.UserInitiatedShutdown</code><message>x</message></stateReason></item>
        </instancesSet></item>
        <item><instancesSet/></item>
      </reservationSet><nextToken>more</nextToken></DescribeInstancesResponse>
      """
    let page = try decode(EC2.describeInstances(where: [.tagKey("a")], token: nil), body)
    #expect(page.nextToken == "more")
    #expect(page.elements.map(\.id) == ["i-1", "i-2"])
    #expect(page.elements.first?.lifecycle == "spot")
    #expect(page.elements.first?.availabilityZoneID == "use1-az4")
    #expect(page.elements.first?.launchTime == 1_704_164_645)
    #expect(page.elements.first?.tags == ["a": ""])
    #expect(page.elements.last?.stateReasonCode == "Client.UserInitiatedShutdown")
  }

  @Test("a group's suspended processes and its members")
  func groups() throws {
    let body = """
      <DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member>
        <AutoScalingGroupName>web</AutoScalingGroupName><MinSize>0</MinSize><MaxSize>9</MaxSize><DesiredCapacity>2</DesiredCapacity>
        <SuspendedProcesses><member><ProcessName>Launch</ProcessName><SuspensionReason>x</SuspensionReason></member></SuspendedProcesses>
        <Instances><member><InstanceId>i-1</InstanceId><LifecycleState>Standby</LifecycleState>
          <ProtectedFromScaleIn>true</ProtectedFromScaleIn></member></Instances>
        <Tags><member><Key>a</Key><Value>b</Value></member></Tags><Status>Delete in progress</Status>
      </member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>
      """
    let group = try #require(try decode(AutoScaling.describeGroups(names: ["web"], token: nil), body).elements.first)
    #expect(group.suspendedProcesses == ["Launch"])
    #expect(group.status == "Delete in progress")
    #expect(group.instances.map(\.lifecycleState) == ["Standby"])
    #expect(group.instances.map(\.groupName) == ["web"])
    #expect(group.instances.map(\.protectedFromScaleIn) == [true])
  }

  @Test("requests as they go over the wire")
  func requests() {
    #expect(
      String(decoding: ECS.describeContainerInstances(cluster: "blue", ids: ["0c71"], withTags: true).body, as: UTF8.self)
        == #"{"cluster":"blue","containerInstances":["0c71"],"include":["TAGS"]}"#)
    #expect(
      String(decoding: AutoScaling.detachInstance(id: "i-1", group: "g h").body, as: UTF8.self)
        == "Action=DetachInstances&Version=2011-01-01&AutoScalingGroupName=g+h&InstanceIds.member.1=i-1&ShouldDecrementDesiredCapacity=false"
    )
    #expect(
      String(decoding: AutoScaling.terminateInstance(id: "i-1").body, as: UTF8.self)
        == "Action=TerminateInstanceInAutoScalingGroup&Version=2011-01-01&InstanceId=i-1&ShouldDecrementDesiredCapacity=false")
    #expect(
      String(decoding: AutoScaling.setUnhealthy(id: "i-1").body, as: UTF8.self)
        == "Action=SetInstanceHealth&Version=2011-01-01&InstanceId=i-1&HealthStatus=Unhealthy&ShouldRespectGracePeriod=false")
    #expect(
      String(decoding: EC2.describeInstances(where: [EC2Filter("instance-id", ["i-1", "i-2"])], token: "t").body, as: UTF8.self)
        == "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=instance-id&Filter.1.Value.1=i-1&Filter.1.Value.2=i-2&MaxResults=1000&NextToken=t"
    )
    #expect(
      String(decoding: EC2.createTags(instance: "i-1", ["k:1": "v/2"]).body, as: UTF8.self)
        == "Action=CreateTags&Version=2016-11-15&ResourceId.1=i-1&Tag.1.Key=k%3A1&Tag.1.Value=v%2F2")
  }

  @Test("only changes are kept alive when their task is cancelled")
  func effects() {
    #expect(EC2.terminateInstance(id: "i-1").isChange)
    #expect(EC2.createTags(instance: "i-1", [:]).isChange)
    #expect(AutoScaling.detachInstance(id: "i-1", group: "g").isChange)
    #expect(AutoScaling.terminateInstance(id: "i-1").isChange && AutoScaling.setUnhealthy(id: "i-1").isChange)
    #expect(ECS.deregisterContainerInstance(cluster: "c", id: "a", force: true).isChange)
    #expect(SNS.publish(topic: "t", subject: "s", message: "m").isChange)
    #expect(!ECS.listClusters(token: nil).isChange)
  }

  @Test("a subject is 1 to 99 printable ASCII characters, a message at most 262,144 bytes")
  func messages() {
    #expect(SNS.subject("") == "ecs-agent-monitor")
    #expect(SNS.subject("ä – ") == "ecs-agent-monitor")
    #expect(SNS.subject(String(repeating: "x", count: 200)).count == 99)
    #expect(SNS.message("") == " ")
    let long = SNS.message(String(repeating: "€", count: 100_000))
    #expect(long.utf8.count <= 262_144 && long.utf8.count > 262_100)
    #expect(long.hasSuffix("than SNS takes)"))
    #expect(!long.contains("\u{FFFD}"))
    #expect(SNS.message(String(repeating: "a", count: 262_144)).utf8.count == 262_144)
  }
}
