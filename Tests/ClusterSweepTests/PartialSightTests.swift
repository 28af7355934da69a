import AgentHealth
import ClusterSweep
import Foundation
import MockAWS
import Network
import Testing

/// Rule 6 against the mock: what could not be read is named, and nobody acts on the rest of it.
@Suite("What a sweep could not see")
struct PartialSightTests {
  /// A fleet whose answers to DescribeContainerInstances in cluster `web` are changed once `isOn`.
  private func withChangedAnswers(
    _ change: @escaping @Sendable (inout [[String: Any]], inout [[String: Any]]) -> Void, _ body: (SweepBench, Switch) async throws -> Void
  ) async throws {
    let isOn = Switch()
    var options = MockOptions()
    options.rewrite = { call, _, answer in
      guard isOn.isOn, call.operation == "DescribeContainerInstances", call.resources.first == "web",
        var json = try? JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any],
        var instances = json["containerInstances"] as? [[String: Any]], var failures = json["failures"] as? [[String: Any]]
      else { return nil }
      change(&instances, &failures)
      (json["containerInstances"], json["failures"]) = (instances, failures)
      return (try? JSONSerialization.data(withJSONObject: json)).map { String(decoding: $0, as: UTF8.self) }
    }
    try await SweepBench.with(options: options) { try await body($0, isOn) }
  }

  /// Two sweeps, the second with changed answers, and expects a partial cluster in which nothing is done.
  private func partial(
    naming words: String, _ change: @escaping @Sendable (inout [[String: Any]], inout [[String: Any]]) -> Void
  ) async throws {
    try await withChangedAnswers(change) { bench, isOn in
      _ = try await bench.sweep()
      isOn.turn(true)
      for _ in 1...2 {
        let report = try await bench.sweep()
        #expect(report.targets.map(\.status) == [.ok, .ok, .partial])
        #expect(report.targets.last?.error?.contains(words) == true, "\(report.targets.last?.error ?? "")")
        #expect(report.exitStatus == 2)
        #expect(report.instances.allSatisfy { [.held, .striking].contains($0.ruling.verdict) })
      }
      #expect(bench.mutated().isEmpty)
      isOn.turn(false)
      let dead = try bench.deadInstance()
      #expect(try await bench.sweep().targets.map(\.status) == [.ok, .ok, .ok])
      _ = try await bench.sweep()
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("are instances that an answer leaves out")
  func leftOut() async throws {
    try await partial(naming: "answered for 5 of 10") { instances, _ in instances.removeLast(5) }
  }

  @Test("are instances in whose place others are described twice")
  func twice() async throws {
    try await partial(naming: "answered for 5 of 10") { instances, _ in instances = Array(instances.prefix(5) + instances.prefix(5)) }
  }

  @Test("are instances that were listed and then are said to be missing")
  func missing() async throws {
    try await partial(naming: "MISSING") { instances, failures in
      failures += instances.suffix(5).map { ["arn": $0["containerInstanceArn"] ?? "", "reason": "MISSING"] }
      instances.removeLast(5)
    }
  }

  @Test("are instances whose description failed for another reason")
  func otherReason() async throws {
    try await partial(naming: "BUSY") { instances, failures in
      failures += instances.suffix(1).map { ["arn": $0["containerInstanceArn"] ?? "", "reason": "BUSY"] }
      instances.removeLast(1)
    }
  }

  @Test("are instances of which ECS does not say whether their agent is connected")
  func unknownConnection() async throws {
    try await partial(naming: "did not say") { instances, _ in instances[3]["agentConnected"] = nil }
  }

  @Test("is partial, not failed, where the list could not be read and those with strikes could be described")
  func onlyStruck() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      bench.mock.add(MockFault(.status(500), operation: "ListContainerInstances"))
      let report = try await bench.sweep()
      #expect(report.targets.map(\.status) == [.failed, .failed, .partial])
      #expect(report.targets.map(\.observed) == [0, 0, 1])
      #expect(report.verdicts == ["held partial"])
      #expect(report.instances.map(\.strikes) == [2])
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
    }
  }

  @Test("is no EC2 instance that a crowd of external ones crowds out")
  func crowd() async throws {
    try await SweepBench.with { bench in
      let (account, region) = (SweepBench.account, SweepBench.region)
      // So many more than the thousand that are kept that the last page, with the late one, cannot overtake enough of them.
      for _ in 1...1500 { try bench.mock.addExternal(account: account, region: region, cluster: "web", connected: false) }
      let late = try bench.mock.addInstance(account: account, region: region, cluster: "web", group: "ecs-web", connected: false)
      let report = try await bench.sweep(.plan)
      #expect(report.targets.map(\.disconnected) == [0, 0, 2])
      #expect(report.instances.filter { $0.ruling.verdict == .striking }.count == 2)
      #expect(report.instances.contains { $0.ec2Instance == late.ec2InstanceID })
    }
  }

  @Test("is read in pages as short as they come")
  func shortPages() async throws {
    var options = MockOptions()
    options.shortPages = true
    let fleet = MockFleet(accounts: 2, regions: 2, clusters: 4, instances: 150, disconnected: .count(2))
    try await SweepBench.with(fleet, options: options) { bench in
      let dead = bench.dead
      let report = try await bench.sweep(.plan)
      #expect(report.targets.count == 16)
      #expect(report.targets.allSatisfy { $0.status == .ok && $0.observed == 150 && $0.disconnected == 2 })
      #expect(Set(report.instances.map(\.ec2Instance)) == dead)
    }
  }
}

/// On or off, from any thread.
final class Switch: Sendable {
  private let state = Lock(false)
  var isOn: Bool { state.withLock { $0 } }
  func turn(_ on: Bool) { state.withLock { $0 = on } }
}
