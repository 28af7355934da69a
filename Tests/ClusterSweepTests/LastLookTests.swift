import AgentHealth
import ClusterSweep
import FailureStore
import Foundation
import MockAWS
import Network
import Testing

/// Rule 8 against the mock: what changes between the verdict and the first step.
@Suite("A last look")
struct LastLookTests {
  /// Sweeps until the dead instance is due, changes it after the verdict of the second sweep, and expects that nothing was done to it.
  @discardableResult
  private func stops(
    _ verdict: String, options: MockOptions = MockOptions(), at moment: StoreCall = .claim,
    _ change: @escaping @Sendable (inout MockInstance) -> Void
  ) async throws -> SweepReport {
    try await SweepBench.with(options: options) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { call in
        if call == moment { _ = try? bench.mock.edit(dead.ec2InstanceID, change) }
      }
      #expect(report.verdicts == [verdict])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
      #expect(bench.mock.mutations.allSatisfy { $0.service == "sns" || $0.service == "sts" })
      return report
    }
  }

  @Test("sees an agent that has reconnected since the verdict")
  func reconnected() async throws {
    let report = try await stops("healthy recovered") { $0.agentConnected = true }
    #expect(report.exitStatus == 0)
  }

  /// Another sweep that was granted the same instance may take the claim over at once, and then needs the place.
  @Test("gives the place in the budgets back before it gives up the claim")
  func placeBeforeClaim() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let calls = Lock<[StoreCall]>([])
      _ = try await bench.sweep { call in
        if call == .claim { _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.lifecycleState = "Standby" } }
        calls.withLock { $0.append(call) }
      }
      #expect(calls.withLock { $0.filter { $0 == .release || $0 == .journal(.tag) } } == [.journal(.tag), .release, .journal(.tag)])
    }
  }

  @Test("of a sweep whose claim ran out meanwhile leaves the place to the sweep that has taken it over")
  func claimRanOut() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      let target = Target(account: SweepBench.account, region: SweepBench.region, cluster: "web")
      _ = try await bench.sweep()
      let pauses = Lock(0)
      let report = try await bench.sweep { call throws(StoreError) in
        guard call == .pauses else { return }
        let count = pauses.withLock {
          $0 += 1; return $0
        }
        if count < 2 { return }
        bench.leap(.seconds(301))
        let now = Timestamp(seconds: bench.clock.now)
        let entry = JournalEntry(
          target: target, ec2Instance: dead.ec2InstanceID, containerInstance: dead.containerInstanceID ?? "", sweepID: "other",
          owner: "other", expiresAt: now + .seconds(300), step: .tag)
        _ = try await bench.store.claim(entry, now: now)
      }
      #expect(report.verdicts == ["deferred deadline"])
      #expect(await bench.store.budget(sweepID: "").open[target.budgetName(dead.ec2InstanceID)] != nil)
    }
  }

  @Test("goes by the newest answer: an agent that reconnects while other clusters are asked")
  func reconnectsMeanwhile() async throws {
    let answers = Lock(-1)
    var options = MockOptions()
    options.rewrite = { call, _, answer in
      guard call.operation == "DescribeContainerInstances", call.resources.first == "web" else { return nil }
      let isSecond = answers.withLock { count in
        if count >= 0 { count += 1 }
        return count == 2
      }
      return isSecond ? answer.replacingOccurrences(of: #""agentConnected":false"#, with: #""agentConnected":true"#) : nil
    }
    try await SweepBench.with(options: options) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { if $0 == .claim { answers.withLock { $0 = 0 } } }
      #expect(report.verdicts == ["healthy recovered"])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test("before terminating sees that somebody has deregistered it")
  func deregisteredMeanwhile() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep {
        if $0 == .journal(.terminate) { try? bench.mock.removeRegistration(dead.containerInstanceID ?? "") }
      }
      let what = "NotTerminated: \(dead.ec2InstanceID) is no longer registered since its last look"
      #expect(report.instances.first?.steps.last?.result == .failed(what))
      #expect(bench.steps(of: dead.ec2InstanceID) == ["CreateTags", "DetachInstances"])
    }
  }

  @Test("that takes so long that the first step has no minute left is for another sweep: its place goes back, and nothing has failed")
  func tooLong() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let pauses = Lock(0)
      let report = try await bench.sweep { call in
        guard call == .pauses else { return }
        let count = pauses.withLock {
          $0 += 1; return $0
        }
        if count == 2 { bench.leap(.seconds(241)) }
      }
      #expect(report.verdicts == ["deferred deadline"] && report.exitStatus == 0 && report.steps.isEmpty)
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
      #expect(await bench.store.budget(sweepID: "").open.isEmpty)
    }
  }

  @Test("is of no use to a worker that stalled until its claim has less than a minute: it begins nothing")
  func stalled() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { if $0 == .journal(.tag) { bench.leap(.seconds(241)) } }
      #expect(report.steps == ["tag failed"] && report.exitStatus == 4, "\(report.steps) \(report.exitStatus)")
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("that stops one for want of the store tells that the store failed")
  func storeFails() async throws {
    try await SweepBench.with { bench in
      _ = try bench.deadInstance()
      _ = try await bench.sweep()
      let (isAdmitted, isGone) = (Lock(false), Lock(false))
      let report = try await bench.sweep { call throws(StoreError) in
        if call == .budget { isAdmitted.withLock { $0 = true } }
        if call == .replacements, isAdmitted.withLock({ $0 }) { isGone.withLock { $0 = true } }
        if isGone.withLock({ $0 }) { throw StoreError(.unavailable, "the connection was lost") }
      }
      #expect(report.verdicts == ["held facts_unknown"] && report.exitStatus == 1)
    }
  }

  @Test("comes after its place is asked for once more: the sweep that had the claim before may have given it back")
  func placeAgain() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      let name = "\(SweepBench.account)/\(SweepBench.region)/\(dead.ec2InstanceID)"
      _ = try await bench.sweep()
      _ = try await bench.sweep(id: "second") { call throws(StoreError) in
        if call == .claim { try await bench.store.releaseBudget(name, sweepID: "another") }
      }
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
      #expect(await bench.store.budget(sweepID: "second").begun[name] != nil)
    }
  }

  @Test("keeps a place in the budgets for what another sweep has begun since the verdict")
  func begunElsewhere() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let calls = Lock<[StoreCall]>([])
      _ = try await bench.sweep { call in
        if call == .claim {
          _ = try? bench.mock.edit(dead.ec2InstanceID) {
            $0.lifecycleState = "Standby"
            $0.tags[RemediationTag.key] = "default/other/1"
          }
        }
        calls.withLock { $0.append(call) }
      }
      #expect(calls.withLock { $0.contains(.journal(.tag)) && !$0.contains(.release) })
    }
  }

  @Test("sees an agent that was back for a moment, by the version")
  func cameAndWent() async throws {
    try await stops("deferred changed") { $0.version += 2 }
  }

  @Test("sees that somebody drains it")
  func draining() async throws {
    try await stops("held draining") { $0.status = "DRAINING" }
  }

  @Test("sees that it was put on standby")
  func standby() async throws {
    let report = try await stops("held not_in_service") { $0.lifecycleState = "Standby" }
    #expect(report.exitStatus == 3)
  }

  @Test("sees that it was stopped")
  func stopped() async throws {
    try await stops("ignored not_running") { $0.ec2State = "stopped" }
  }

  @Test("sees that somebody terminated it by hand")
  func terminated() async throws {
    try await stops("ignored terminated") { $0.ec2State = "terminated" }
  }

  @Test("sees termination protection")
  func protected() async throws {
    try await stops("held termination_protected") { $0.terminationProtected = true }
  }

  @Test("sees the tag of another installation")
  func foreignTag() async throws {
    try await stops("held foreign_tag") { $0.tags[RemediationTag.key] = "theirs/sweep-1/7" }
  }

  @Test("sees that another service has taken it over")
  func operatorManaged() async throws {
    try await stops("ignored operator_managed") { $0.operatedBy = "ecs-managed-instances.amazonaws.com" }
  }

  @Test("sees that its registration is gone")
  func deregistered() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { call in
        // A machine that ends with its agent connected takes its registration along.
        guard call == .claim else { return }
        _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
        _ = try? bench.mock.edit(dead.ec2InstanceID) { $0.ec2State = "terminated" }
      }
      #expect(report.verdicts == ["healthy changed"])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test(
    "that stops one leaves its place in the budgets to the next, also to who was refused before: else it would keep them waiting for ever",
    arguments: [([:], "per_cluster"), ([.perGroup: "5", .perCluster: "5", .perHour: "1"], "per_hour")] as [([PolicyKey: String], String)])
  func passesOn(limits: [PolicyKey: String], reason: String) async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 10, disconnected: .count(3))
    let policy = SweepBench.overrides([.maxDisconnected: "50%"].merging(limits) { $1 })
    try await SweepBench.with(fleet, policy: policy) { bench in
      let order = Self.order(bench)
      try bench.mock.edit(order[0]) { $0.terminationProtected = true }
      _ = try await bench.sweep()
      let expected = ["held termination_protected", "due disconnected", "deferred \(reason)"]
      #expect(try await bench.sweep(.plan).verdicts == expected)
      #expect(try await bench.sweep().verdicts == expected)
      #expect(order.map { bench.steps(of: $0) } == [[], SweepBench.allSteps, []])
    }
  }

  /// The dead, in the order of their turns.
  private static func order(_ bench: SweepBench) -> [String] {
    bench.mock.truth.sorted { ($0.containerInstanceID ?? "") < ($1.containerInstanceID ?? "") }.map(\.ec2InstanceID)
  }

  @Test("that stops what was begun long ago leaves its place to the others too")
  func passesOnWhatWasBegun() async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 2, instances: 10, disconnected: .count(1))
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .perSweep: "1", .perHour: "1"])
    try await SweepBench.with(fleet, policy: policy) { bench in
      let order = Self.order(bench)
      bench.mock.add(MockFault(.accessDenied, operation: "DetachInstances"))
      for _ in 1...2 { _ = try await bench.sweep() }
      #expect(order.map { bench.steps(of: $0) } == [["CreateTags"], []])
      bench.mock.clearFaults()
      try bench.mock.edit(order[0]) { $0.terminationProtected = true }
      #expect(try await bench.sweep().steps.isEmpty, "within the hour its place is taken")
      for _ in 1...6 { _ = try await bench.sweep() }
      #expect(order.map { bench.steps(of: $0) } == [["CreateTags"], SweepBench.allSteps])
    }
  }

  @Test("is the same where ECS refuses the filter: it lists in full")
  func filterRefused() async throws {
    var options = MockOptions()
    options.refusesFilters = true
    try await stops("healthy recovered", options: options) { $0.agentConnected = true }
    try await SweepBench.with(options: options) { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep()
      #expect(report.verdicts == ["due disconnected"])
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("that cannot be made in full stops: one answer that is missing is enough", arguments: lookOperations)
  func unreadable(operation: String) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { call in
        if call == .claim { bench.mock.add(MockFault(.status(500), operation: operation)) }
      }
      #expect(report.verdicts == ["held facts_unknown"])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
      #expect(report.exitStatus == 3)
    }
  }

  static let lookOperations = [
    "DescribeContainerInstances", "ListClusters", "ListContainerInstances", "DescribeInstances", "DescribeAutoScalingInstances",
    "DescribeInstanceAttribute",
  ]
}
