import AWSCore
import AWSServices
import MockAWS
import Testing

/// The operations of a sweep against the mock, which shares no code with them and verifies their signatures.
@Suite("operations against the mock")
struct SweepOperationsTests {
  @Test("every container instance of a cluster of 250 is listed and described, with the fields that the mock knows")
  func inspect() async throws {
    try await withMockedAccount(instances: 250, disconnected: 3) { mocked in
      let clusters = try await mocked.ecs.listClusters().all()
      #expect(clusters == ["arn:aws:ecs:us-east-1:\(MockedAccount.id):cluster/web"])
      var pages: [[String]] = []
      for try await page in mocked.ecs.listContainerInstances(cluster: "web") { pages.append(page) }
      #expect(pages.map(\.count) == [100, 100, 50])
      let described = try await mocked.ecs.describeContainerInstances(cluster: "web", ids: pages.flatMap { $0 })
      #expect(described.failures.isEmpty)
      #expect(mocked.calls("DescribeContainerInstances") == 3)
      let truth = try Dictionary(uniqueKeysWithValues: mocked.instances.map { ($0.ec2InstanceID, $0) })
      #expect(described.instances.count == 250)
      for instance in described.instances {
        let known = try #require(instance.ec2InstanceID.flatMap { truth[$0] })
        #expect(instance.id == known.containerInstanceID)
        #expect(instance.agentConnected == known.agentConnected)
        #expect(instance.version == known.version)
        #expect(instance.status == known.status)
        #expect(instance.runningTasksCount == known.runningTasks)
        #expect(instance.availabilityZone == known.zone)
        #expect(instance.capacityProviderName == known.capacityProvider)
        #expect(instance.agentUpdateStatus == known.agentUpdateStatus)
        #expect(!instance.isExternal)
        #expect(abs((instance.registeredAt ?? 0) - known.registeredAt) < 0.001)
      }
    }
  }

  @Test("the filter finds the disconnected")
  func filter() async throws {
    try await withMockedAccount(disconnected: 4) { mocked in
      let arns = try await mocked.ecs.listContainerInstances(cluster: "web", filter: "agentConnected == false", status: "ACTIVE").all()
      let disconnected = try mocked.instances.filter { !$0.agentConnected }.compactMap(\.containerInstanceID)
      #expect(Set(arns.map(ContainerInstance.id(ofARN:))) == Set(disconnected))
      #expect(arns.count == 4)
    }
  }

  @Test("clusters are described with how many instances they have, 100 a request; an unknown one is a failure MISSING")
  func clusters() async throws {
    try await withMockedAccount(instances: 12) { mocked in
      for number in 1...120 {
        mocked.mock.addCluster(.init("c-\(number)", instances: number % 3), account: MockedAccount.id, region: MockedAccount.region)
      }
      let names = (1...120).map { "c-\($0)" } + ["web", "nowhere"]
      let described = try await mocked.ecs.describeClusters(names: names)
      let counts = Dictionary(uniqueKeysWithValues: described.clusters.map { ($0.name, $0.registeredInstances) })
      #expect(counts.count == 121)
      #expect(counts["web"] == 12)
      for number in 1...120 { #expect(counts["c-\(number)"] == number % 3) }
      #expect(described.failures.map(\.isMissing) == [true])
      #expect(described.failures.first?.arn?.hasSuffix("cluster/nowhere") == true)
      #expect(mocked.calls("DescribeClusters") == 2)
      try mocked.mock.setCluster(
        account: MockedAccount.id, region: MockedAccount.region, name: "web", tags: ["team": "a & b", "empty": ""])
      #expect(try await mocked.ecs.describeClusters(names: ["web"]).clusters.map(\.tags) == [[:]])
      #expect(
        try await mocked.ecs.describeClusters(names: ["web"], withTags: true).clusters.map(\.tags) == [["team": "a & b", "empty": ""]])
      // No names are no clusters, and not AWS's "default".
      #expect(try await mocked.ecs.describeClusters(names: []).clusters.isEmpty)
      #expect(mocked.calls("DescribeClusters") == 4)
    }
  }

  @Test("an unknown container instance is a failure MISSING; an unknown cluster is ECS's own error")
  func unknown() async throws {
    try await withMockedAccount { mocked in
      let gone = "0123456789abcdef0123456789abcdef"
      let described = try await mocked.ecs.describeContainerInstances(cluster: "web", ids: [gone])
      #expect(described.instances.isEmpty)
      #expect(described.failures.map(\.isMissing) == [true])
      #expect(described.failures.first?.arn.map(ContainerInstance.id(ofARN:)) == gone)
      let error = await awsError { try await mocked.ecs.listContainerInstances(cluster: "nowhere").all() }
      #expect(error?.code == "ClusterNotFoundException")
      #expect(error?.page == 1)
    }
  }

  @Test("EC2's and Auto Scaling's view of the disconnected")
  func examine() async throws {
    try await withMockedAccount(instances: 60, disconnected: 55) { mocked in
      let ids = try mocked.instances.filter { !$0.agentConnected }.map(\.ec2InstanceID)
      let truth = try Dictionary(uniqueKeysWithValues: mocked.instances.map { ($0.ec2InstanceID, $0) })
      let machines = try await mocked.ec2.describeInstances(ids: ids + ["i-00000000000000000"])
      #expect(Set(machines.map(\.id)) == Set(ids))
      for machine in machines {
        let known = try #require(truth[machine.id])
        #expect(machine.state == known.ec2State)
        #expect(machine.tags == known.tags)
        #expect(machine.availabilityZone == known.zone)
        #expect(machine.launchTime == known.launchTime?.rounded(.down))
        #expect(!machine.isOperatorManaged)
      }
      let members = try await mocked.autoScaling.describeInstances(ids: ids)
      #expect(mocked.calls("DescribeAutoScalingInstances") == 2)
      #expect(Set(members.map(\.instanceID)) == Set(ids))
      for member in members {
        let known = try #require(truth[member.instanceID])
        #expect(member.groupName == known.group)
        #expect(member.lifecycleState == known.lifecycleState)
        #expect(member.isHealthy == (known.healthStatus == "Healthy"))
        #expect(member.availabilityZoneID == nil || member.availabilityZoneID == known.zoneID)
      }
      let names = Set(members.map(\.groupName))
      let groups = try await mocked.autoScaling.describeGroups(names: names + ["no-such-group"])
      #expect(Set(groups.map(\.name)) == names)
      #expect(groups.flatMap(\.instances).count == 60)
      #expect(groups.allSatisfy { group in group.instances.allSatisfy { $0.groupName == group.name } })
      for group in groups {
        #expect(group.tags == (try mocked.mock.group(account: MockedAccount.id, region: MockedAccount.region, name: group.name).tags))
        #expect(!group.tags.isEmpty)
      }
      #expect(groups.map(\.desiredCapacity).reduce(0, +) == 60)
    }
  }

  @Test("an empty id list never reaches the wire")
  func emptyLists() async throws {
    try await withMockedAccount { mocked in
      let before = mocked.mock.calls.count
      let description = try await mocked.ecs.describeContainerInstances(cluster: "web", ids: [])
      #expect(description.instances.isEmpty && description.failures.isEmpty)
      let machines = try await mocked.ec2.describeInstances(ids: [])
      let unfiltered = try await mocked.ec2.describeInstances(where: []).all()
      let valueless = try await mocked.ec2.describeInstances(where: [.state("running"), EC2Filter("tag:x", [])]).all()
      #expect(machines.isEmpty && unfiltered.isEmpty && valueless.isEmpty)
      let members = try await mocked.autoScaling.describeInstances(ids: [])
      let groups = try await mocked.autoScaling.describeGroups(names: [])
      #expect(members.isEmpty && groups.isEmpty)
      try await mocked.ec2.createTags(instance: "i-1", [:])
      #expect(mocked.mock.calls.count == before)
    }
  }

  @Test("tag, detach, terminate, deregister: the four steps do what they say, once")
  func remediate() async throws {
    try await withMockedAccount { mocked in
      let sick = try #require(try mocked.instances.first { !$0.agentConnected })
      let id = sick.ec2InstanceID
      let group = try #require(sick.group)
      let registration = try #require(sick.containerInstanceID)
      let tag = "ecs-agent-monitor:remediation"

      let isProtected = try await mocked.ec2.isTerminationProtected(id: id)
      #expect(!isProtected)
      try await mocked.ec2.createTags(instance: id, [tag: "ours/sweep 1 é&=+"])
      let tagged = try await mocked.ec2.describeInstances(where: [.tagKey(tag), .state("running")]).all()
      #expect(tagged.map(\.id) == [id])
      #expect(tagged.first?.tags[tag] == "ours/sweep 1 é&=+")

      let detached = try await mocked.autoScaling.detachInstance(id: id, group: group)
      #expect(detached == .done)
      let again = await awsError { try await mocked.autoScaling.detachInstance(id: id, group: group) }
      #expect(again.map(AutoScaling.isNotInGroup) == true)

      let state = try await mocked.ec2.terminateInstance(id: id)
      #expect(["shutting-down", "terminated"].contains(state))
      let stateAgain = try await mocked.ec2.terminateInstance(id: id)
      #expect(["shutting-down", "terminated"].contains(stateAgain))

      let deregistered = try await mocked.ecs.deregisterContainerInstance(cluster: "web", id: registration, force: true)
      #expect(deregistered == .done)
      let twice = await awsError { try await mocked.ecs.deregisterContainerInstance(cluster: "web", id: registration, force: true) }
      #expect(twice.map(ECS.isUnknownContainerInstance) == true)
      #expect(Set(mocked.mock.mutations.filter(\.wasCarriedOut).flatMap(\.resources)).isSuperset(of: [id, group]))
    }
  }

  @Test("a group ends what it is told to, once, and by itself what is called unhealthy; only hooks on the way out are listed")
  func groupEnds() async throws {
    try await withMockedAccount { mocked in
      let instances = try mocked.instances
      let (first, second) = (instances[0], instances[1])
      let group = try #require(first.group)
      try mocked.mock.editGroup(account: first.account, region: first.region, name: group) { $0.hasTerminatingHook = true }
      let hooks = try await mocked.autoScaling.terminatingHooks(group: group)
      #expect(hooks == ["drain"])
      try mocked.mock.editGroup(account: first.account, region: first.region, name: group) { $0.hasTerminatingHook = false }
      let none = try await mocked.autoScaling.terminatingHooks(group: group)
      #expect(none.isEmpty)
      for kind in [MockFault.Kind.statusAfter(500), .cut] {
        mocked.mock.add(MockFault(kind, operation: "SetInstanceHealth", times: 1))
      }
      let ended = try await mocked.autoScaling.terminateInstance(id: first.ec2InstanceID)
      let unhealthy = try await mocked.autoScaling.setUnhealthy(id: second.ec2InstanceID)
      #expect(ended == .done && unhealthy == .doneBefore, "its answer was lost, and its group was quick")
      let states = try await mocked.ec2.describeInstances(ids: [first.ec2InstanceID, second.ec2InstanceID]).map(\.state)
      #expect(states.allSatisfy { ["shutting-down", "terminated"].contains($0) })
      let stranger = await awsError { try await mocked.autoScaling.terminateInstance(id: "i-0123456789abcdef9") }
      #expect(stranger.map(AutoScaling.isInNoGroup) == true)
    }
  }

  @Test(
    "a detach or deregistration whose answer is lost is done, and done once",
    arguments: [MockFault.Kind.cut, .truncate, .garble, .statusAfter(500), .statusAfter(503)])
  func lostAnswers(kind: MockFault.Kind) async throws {
    try await withMockedAccount { mocked in
      let sick = try #require(try mocked.instances.first { !$0.agentConnected })
      let group = try #require(sick.group)
      let registration = try #require(sick.containerInstanceID)
      for operation in ["DetachInstances", "DeregisterContainerInstance", "TerminateInstances", "CreateTags"] {
        mocked.mock.add(MockFault(kind, operation: operation, times: 1))
      }
      try await mocked.ec2.createTags(instance: sick.ec2InstanceID, ["a": "b"])
      let detached = try await mocked.autoScaling.detachInstance(id: sick.ec2InstanceID, group: group)
      #expect(detached == .doneBefore)
      _ = try await mocked.ec2.terminateInstance(id: sick.ec2InstanceID)
      let deregistered = try await mocked.ecs.deregisterContainerInstance(cluster: "web", id: registration, force: true)
      #expect(deregistered == .doneBefore)
      #expect(mocked.carriedOut("DetachInstances") == 1)
      #expect(mocked.carriedOut("DeregisterContainerInstance") == 1)
    }
  }

  @Test("a protected instance is seen as such, and not terminated")
  func protection() async throws {
    try await withMockedAccount { mocked in
      let id = try #require(try mocked.instances.first).ec2InstanceID
      _ = try mocked.mock.edit(id) { $0.terminationProtected = true }
      let isProtected = try await mocked.ec2.isTerminationProtected(id: id)
      #expect(isProtected)
      #expect(await awsError { try await mocked.ec2.terminateInstance(id: id) }?.code == "OperationNotPermitted")
    }
  }

  @Test("an operator-managed instance is seen as such")
  func operators() async throws {
    try await withMockedAccount { mocked in
      let id = try #require(try mocked.instances.first).ec2InstanceID
      _ = try mocked.mock.edit(id) { $0.operatedBy = "ecs-managed-instances.amazonaws.com" }
      let machine = try #require(try await mocked.ec2.describeInstances(ids: [id]).first)
      #expect(machine.isOperatorManaged)
      #expect(machine.operatorPrincipal == "ecs-managed-instances.amazonaws.com")
    }
  }

  @Test("a message arrives as it was written, in the topic's own Region")
  func publish() async throws {
    try await withMockedAccount { mocked in
      let topic = "arn:aws:sns:eu-west-1:\(MockedAccount.id):ecs-agents"
      mocked.mock.addTopic(topic)
      let text = "2 replaced & <done>\nnächste Zeile 😀 100 %"
      let id = try await mocked.sns.publish(
        topic: topic, subject: "[ecs] 2 instances – replaced\n", message: text,
        attributes: [
          .init(name: "mode", dataType: "String", value: "apply"), .init(name: "kinds", dataType: "String.Array", value: #"["a b"]"#),
        ])
      let message = try #require(mocked.mock.messages.first)
      #expect(message.id == id)
      #expect(message.topic == topic)
      #expect(message.body == text)
      #expect(message.attributes == ["mode": "apply", "kinds": #"["a b"]"#])
      #expect(message.subject == "ecs] 2 instances ? replaced?")
      #expect(mocked.mock.calls.last?.region == "eu-west-1")
      #expect(await awsError { try await mocked.sns.publish(topic: "ecs-agents", subject: "", message: "") }?.kind == .configuration)
    }
  }

  @Test("with the read-only session policy a session reads everything and changes nothing")
  func readOnly() async throws {
    let role = AssumedRole(
      arn: "arn:aws:iam::\(MockedAccount.id):role/monitor", sweepID: "s", sessionPolicy: AssumedRole.readOnlyPolicy)
    try await withMockedAccount(role: role) { mocked in
      let sick = try #require(try mocked.instances.first { !$0.agentConnected })
      let registration = try #require(sick.containerInstanceID)
      _ = try await mocked.ecs.listClusters().all()
      _ = try await mocked.ecs.describeContainerInstances(
        cluster: "web", ids: try await mocked.ecs.listContainerInstances(cluster: "web").all())
      _ = try await mocked.ec2.describeInstances(ids: [sick.ec2InstanceID])
      _ = try await mocked.ec2.isTerminationProtected(id: sick.ec2InstanceID)
      _ = try await mocked.autoScaling.describeInstances(ids: [sick.ec2InstanceID])
      _ = try await mocked.autoScaling.describeGroups(names: [try #require(sick.group)])
      let refusals = [
        await awsError { try await mocked.ec2.createTags(instance: sick.ec2InstanceID, ["a": "b"]) },
        await awsError { try await mocked.ec2.terminateInstance(id: sick.ec2InstanceID) },
        await awsError { try await mocked.autoScaling.detachInstance(id: sick.ec2InstanceID, group: sick.group ?? "") },
        await awsError { try await mocked.ecs.deregisterContainerInstance(cluster: "web", id: registration, force: true) },
      ]
      for refusal in refusals { #expect(refusal?.isAccessDenied == true, "\(String(describing: refusal))") }
      #expect(mocked.mock.mutations.allSatisfy { !$0.wasCarriedOut })
    }
  }

  @Test("a sweep's reads survive 10 % of all faults and see exactly the same")
  func faults() async throws {
    try await withMockedAccount(instances: 500, disconnected: 20) { mocked in
      mocked.mock.add(MockFault(.status(500), .throttle, .close, .truncate, .garble, .status(503), rate: 0.1))
      for _ in 0..<5 {
        let arns = try await mocked.ecs.listContainerInstances(cluster: "web").all()
        let described = try await mocked.ecs.describeContainerInstances(cluster: "web", ids: arns)
        #expect(described.instances.count == 500)
        #expect(described.instances.filter { $0.agentConnected == false }.count == 20)
      }
      #expect(mocked.client.statistics.retries > 0)
      #expect(mocked.client.statistics.connections > 1)
    }
  }

  @Test("a page that fails for good is named, and no partial list passes for the whole")
  func partial() async throws {
    try await withMockedAccount(instances: 250) { mocked in
      mocked.mock.add(MockFault(.accessDenied, operation: "ListContainerInstances", after: 1))
      let error = await awsError { try await mocked.ecs.listContainerInstances(cluster: "web").all() }
      #expect(error?.page == 2)
      #expect(error?.isAccessDenied == true)
      #expect(
        error?.description.hasPrefix("ecs ListContainerInstances page 2 in \(MockedAccount.id) us-east-1: AccessDeniedException") == true)
    }
  }
}
