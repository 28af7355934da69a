import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// Tags and group states, as AWS answers them, against the mock's log of what was done.
@Suite("A due instance is held")
struct HoldTests {
  private static let group = "ecs-web"

  /// Counts a strike, lets people do something, and expects this of the sweeps that follow; then they take it back.
  private func held(
    _ expected: String, by change: @escaping (SweepBench, MockInstance) throws -> Void,
    until release: ((SweepBench, MockInstance) throws -> Void)? = nil
  ) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      try change(bench, dead)
      for _ in 1...2 {
        let report = try await bench.sweep()
        #expect(report.verdicts == [expected])
        #expect(report.exitStatus == (expected.hasPrefix("held") ? 3 : 0))
        #expect(bench.mutated().isEmpty && bench.mock.messages.allSatisfy { !$0.body.contains("is about to terminate") })
      }
      try release?(bench, dead)
      guard release != nil else { return }
      #expect(try await bench.sweep().verdicts == ["due disconnected"])
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  private static func tag(_ bench: SweepBench, cluster tags: [String: String]) throws {
    try bench.mock.setCluster(account: SweepBench.account, region: SweepBench.region, name: "web", tags: tags)
  }

  private static func edit(_ bench: SweepBench, _ change: (inout MockGroup) -> Void) throws {
    _ = try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: group, change)
  }

  @Test("by its cluster's tag, until the tag is gone", arguments: [("report", "held"), ("ignore", "ignored"), ("off", "held")])
  func cluster(value: String, verdict: String) async throws {
    try await held("\(verdict) tag_policy") { bench, _ in
      try Self.tag(bench, cluster: [HoldTags.policyKey: value])
    } until: { bench, _ in
      try Self.tag(bench, cluster: [:])
    }
  }

  @Test("by its group's tag, until the tag says replace")
  func groupTag() async throws {
    try await held("held tag_policy") { bench, _ in
      try Self.edit(bench) { $0.tags[HoldTags.policyKey] = "report" }
    } until: { bench, _ in
      try Self.edit(bench) { $0.tags[HoldTags.policyKey] = "replace" }
    }
  }

  @Test("by its own tag, until the date in it has come")
  func date() async throws {
    try await held("held hold_until") { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.tags[HoldTags.holdUntilKey] = "2999-01-01T00:00:00+01:00" }
    } until: { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.tags[HoldTags.holdUntilKey] = "2001-01-01T00:00:00+01:00" }
    }
  }

  @Test("by a date that nobody can read")
  func unreadable() async throws {
    try await held("held hold_until") { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.tags[HoldTags.holdUntilKey] = "01.12.2026" }
    }
  }

  @Test("by protection from scale-in")
  func protected() async throws {
    try await held("held scale_in_protected") { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.protectedFromScaleIn = true }
    } until: { bench, dead in
      try bench.mock.edit(dead.ec2InstanceID) { $0.protectedFromScaleIn = false }
    }
  }

  @Test("by a group that may not launch")
  func suspended() async throws {
    try await held("held group_suspended") { bench, _ in
      try Self.edit(bench) { $0.suspendedProcesses = ["AZRebalance", "Launch"] }
    } until: { bench, _ in
      try Self.edit(bench) { $0.suspendedProcesses = ["AZRebalance"] }
    }
  }

  @Test("by a group that is being deleted")
  func deleting() async throws {
    try await held("held group_deleting") { bench, _ in try Self.edit(bench) { $0.status = "Delete in progress" } }
  }

  @Test("by a group that is scaling in, as every night")
  func scalingIn() async throws {
    try await held("held scaling_in") { bench, _ in
      try Self.edit(bench) { $0.desiredCapacity = 0 }
    } until: { bench, _ in
      try Self.edit(bench) { $0.desiredCapacity = 10 }
    }
  }

  @Test("where group or cluster cannot be read", arguments: ["autoscaling DescribeAutoScalingGroups", "ecs DescribeClusters"])
  func unread(operation: String) async throws {
    let name = operation.split(separator: " ").map(String.init)
    try await held("held facts_unknown") { bench, _ in
      bench.mock.add(MockFault(.accessDenied, service: name[0], operation: name[1]))
    }
  }

  @Test("by a tag that somebody writes between judging and the last look")
  func lastMoment() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep(before: { call in
        // The claim comes just before the last look.
        guard case .claim = call else { return }
        do { try Self.tag(bench, cluster: [HoldTags.policyKey: "report"]) } catch { Issue.record(error) }
      })
      #expect(report.verdicts == ["held tag_policy"])
      #expect(bench.steps(of: dead.ec2InstanceID).isEmpty)
    }
  }

  @Test(
    "asks for the sizes of groups where something is disconnected, for their state and cluster tags where it is due: to judge, and in the last look"
  )
  func frugal() async throws {
    try await SweepBench.with { bench in
      func asked() -> [Int] {
        ["DescribeAutoScalingGroups", "DescribeClusters"].map { name in bench.mock.calls.count { $0.operation == name } }
      }
      _ = try await bench.sweep()
      #expect(asked() == [1, 0])
      _ = try await bench.sweep()
      #expect(asked() == [4, 2])
    }
  }
}
