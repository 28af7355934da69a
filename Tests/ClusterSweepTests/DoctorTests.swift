import AWSServices
import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@Suite("The doctor")
struct DoctorTests {
  private static let other = "222233334444"
  private static let fleet = MockFleet(accounts: 2, regions: 2, clusters: 2, instances: 4, disconnected: .count(1))
  private static let asked = Permission.needed(for: [.look, .replace, .detach, .release])

  private static func failed(_ report: DoctorReport) -> [String] {
    report.findings.filter { $0.result == .failed }.map {
      [$0.check, $0.account, $0.region].compactMap(\.self).joined(separator: " ")
    }
  }

  @Test("has a finding for every permission in every account and Region, and changes nothing")
  func healthy() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let before = bench.mock.truth
      let report = try await bench.visit()
      #expect(report.exitStatus == 0)
      #expect(Self.failed(report) == [])
      for account in bench.plans.compactMap(\.accountID) {
        let own = report.findings.filter { $0.account == account && $0.check == "role" }
        #expect(own.map(\.result) == [.ok])
        for region in ["us-east-1", "eu-west-1"] {
          let findings = report.findings.filter { $0.account == account && $0.region == region }
          #expect(findings.map(\.check) == Self.asked.map(\.rawValue))
          let untested = findings.filter { $0.result == .untested }.map(\.check)
          #expect(
            untested == ["autoscaling:DetachInstances", "ec2:TerminateInstances", "ecs:DeregisterContainerInstance", "ec2:DeleteTags"])
        }
      }
      #expect(report.findings.filter { $0.account == nil }.map(\.check) == ["clock", "store", "topic", "sns:Publish"])
      #expect(!bench.mock.mutations.contains { $0.wasCarriedOut })
      #expect(bench.mock.truth == before)
      #expect(try await bench.sweep().instances.allSatisfy { $0.strikes == 1 }, "no strike was counted")
    }
  }

  static let tried = asked.filter { ![.detachInstances, .terminateInstances, .deregisterContainerInstance, .deleteTags].contains($0) }

  @Test("names a permission that is missing, where it is missing", arguments: tried)
  func denied(_ permission: Permission) async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let name = permission.rawValue.split(separator: ":").map(String.init)
      bench.mock.add(MockFault(.accessDenied, service: name[0], operation: name[1], account: Self.other, region: "eu-west-1"))
      let report = try await bench.visit()
      #expect(Self.failed(report) == ["\(permission.rawValue) \(Self.other) eu-west-1"])
      #expect(report.findings.first { $0.result == .failed }?.advice?.contains("ecs-agent-monitor policy") == true)
      #expect(report.exitStatus == (permission.isChange ? 4 : 2))
    }
  }

  @Test(
    "asks whether to terminate, and to remove a tag, only of what is terminated and has our tag",
    arguments: ["TerminateInstances", "DeleteTags"], [true, false])
  func ofTheDead(operation: String, isAllowed: Bool) async throws {
    try await SweepBench.with { bench in
      let instances = try bench.mock.instances(account: SweepBench.account, region: SweepBench.region, cluster: "web")
      let (running, foreign, ours) = (instances[0].ec2InstanceID, instances[1].ec2InstanceID, instances[2].ec2InstanceID)
      try bench.mock.edit(running) { $0.tags[RemediationTag.key] = "default/s1/1" }
      try bench.mock.edit(foreign) { ($0.tags[RemediationTag.key], $0.ec2State) = ("another/s1/1", "shutting-down") }
      #expect(try await bench.visit().findings.first { $0.check == "ec2:\(operation)" }?.result == .untested)
      #expect(!bench.mock.calls.contains { $0.operation == operation })

      try bench.mock.edit(ours) { ($0.tags[RemediationTag.key], $0.ec2State) = ("default/s1/1", "shutting-down") }
      if !isAllowed { bench.mock.add(MockFault(.accessDenied, operation: operation)) }
      let report = try await bench.visit()
      #expect(report.findings.first { $0.check == "ec2:\(operation)" }?.result == (isAllowed ? .ok : .failed))
      #expect(report.exitStatus == (isAllowed ? 0 : 4))
      let calls = bench.mock.calls.filter { $0.operation == operation }
      #expect(calls.count == 1)
      if isAllowed { #expect(calls.map { $0.resources.filter { $0.hasPrefix("i-") } } == [[ours]]) }
      #expect(!calls.contains { $0.wasCarriedOut })
    }
  }

  @Test("fails an account whose role is refused, or is another's, and goes on with the others")
  func accounts() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let plan = bench.plans[1]
      let wrong = AccountPlan(accountID: "333344445555", roles: plan.roles, regions: plan.regions)
      let report = try await bench.visit([bench.plans[0], wrong])
      #expect(Self.failed(report) == ["role 333344445555"])
      #expect(!bench.mock.calls.contains { $0.account == Self.other && $0.service != "sts" }, "not even looked at")
      #expect(report.exitStatus == 2)

      bench.mock.setRefusesRoles(true, account: Self.other)
      let refused = try await bench.visit()
      #expect(Self.failed(refused) == ["role \(Self.other)"])
      #expect(refused.exitStatus == 2)
      #expect(refused.findings.contains { $0.account == bench.plans[0].accountID && $0.region == "eu-west-1" })
    }
  }

  static let skews: [(skew: Double, result: Finding.Result, status: Int32)] = [
    (0, .ok, 0), (-50, .ok, 0), (90, .warning, 0), (-90, .warning, 0),
  ]

  @Test("says how far the clock is off", arguments: skews.indices)
  func clock(_ index: Int) async throws {
    try await SweepBench.with { bench in
      let (skew, result, status) = Self.skews[index]
      let report = try await bench.visit(skew: skew)
      #expect(report.findings.first { $0.check == "clock" }?.result == result)
      #expect(report.exitStatus == status)
    }
  }

  @Test("fails a clock that is five minutes off", arguments: [-400.0, 400])
  func wrongClock(_ skew: Double) async throws {
    try await SweepBench.with { bench in
      let report = try await bench.visit(skew: skew)
      #expect(report.findings.first { $0.check == "clock" }?.result == .failed)
      #expect(report.exitStatus == 1)
    }
  }

  @Test("fails without credentials, and tries nothing else")
  func noCredentials() async throws {
    try await SweepBench.with { bench in
      bench.mock.add(MockFault(.accessDenied, service: "sts"))
      let report = try await bench.visit()
      #expect(Self.failed(report) == ["identity"])
      #expect(report.exitStatus == 1)
      #expect(!bench.mock.calls.contains { $0.service != "sts" })
    }
  }

  @Test("looks for the topic in its own Region, and publishes nothing")
  func topic() async throws {
    try await SweepBench.with { bench in
      let missing = try await bench.visit(topic: "arn:aws:sns:eu-west-1:\(SweepBench.account):no-such-topic")
      #expect(Self.failed(missing) == ["topic eu-west-1"])
      #expect(missing.exitStatus == 4)
      #expect(bench.mock.calls.last { $0.service == "sns" }?.region == "eu-west-1")
      // A sweep needs no permission to look at it, so that this is no failure.
      bench.mock.add(MockFault(.accessDenied, service: "sns"))
      let hidden = try await bench.visit()
      #expect(hidden.findings.first { $0.check == "topic" }?.result == .untested)
      #expect(hidden.exitStatus == 0)
      #expect(bench.mock.messages.isEmpty)
      #expect(try await bench.visit(topic: nil).findings.allSatisfy { $0.check != "topic" && $0.check != "sns:Publish" })
    }
  }

  @Test("fails a cluster that none of the Regions has")
  func missingCluster() async throws {
    try await SweepBench.with(Self.fleet) { bench in
      let name = try #require(bench.mock.truth.first?.cluster)
      var plan = bench.plans[0]
      plan.clusters = NameFilter([name, "wbe"])
      let report = try await bench.visit([plan])
      #expect(report.findings.filter { $0.result == .failed }.map(\.detail) == ["no cluster wbe in eu-west-1, us-east-1"])
      #expect(report.exitStatus == 2)
      // Where a Region does not answer, nobody knows.
      bench.mock.add(MockFault(.accessDenied, operation: "ListClusters", region: "eu-west-1"))
      #expect(Self.failed(try await bench.visit([plan])) == ["ecs:ListClusters \(SweepBench.account) eu-west-1"])
    }
  }

  @Test("says where there is nothing to ask about")
  func empty() async throws {
    let fleet = MockFleet(accounts: [.init(SweepBench.account, regions: [.init(SweepBench.region, clusters: [])])])
    try await SweepBench.with(fleet) { bench in
      let report = try await bench.visit()
      #expect(report.exitStatus == 0)
      let list = report.findings.first { $0.check == "ecs:ListContainerInstances" }
      #expect(list?.result == .untested && list?.detail == "no cluster here to ask about")
    }
  }
}
