import AgentHealth
import ClusterSweep
import Foundation
import MockAWS
import Network
import Testing

/// `scan: filtered` against the mock, which has its own reading of ECS's cluster query language.
@Suite("A filtered scan")
struct ScanTests {
  /// Whether a request is the listing that shows only the disconnected.
  private static func isFiltered(_ request: String) -> Bool { request.contains("agentConnected == false") }

  private func with(
    _ fleet: MockFleet = SweepBench.fleet, options: MockOptions = MockOptions(), limit: String = "50%",
    _ body: (SweepBench) async throws -> Void
  ) async throws {
    let policy = SweepBench.overrides([.maxDisconnected: limit, .scan: "filtered"])
    try await SweepBench.with(fleet, options: options, policy: policy, body)
  }

  private func calls(_ bench: SweepBench, _ operation: String) -> Int { bench.mock.calls.count { $0.operation == operation } }

  @Test("lets ECS count and list, describes what it found and what had strikes, and replaces it like any other")
  func requests() async throws {
    let fleet = MockFleet(regions: 2, clusters: 3, instances: 250, disconnected: .count(0))
    try await with(fleet) { bench in
      let dead = try bench.mock.instances(account: SweepBench.account, region: "us-east-1", cluster: "api")[120]
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = false }
      let report = try await bench.sweep()
      #expect(report.targets.count == 6)
      #expect(report.targets.allSatisfy { $0.status == .ok && $0.scan == .filtered && $0.observed == 250 })
      #expect(report.targets.map(\.disconnected).reduce(0, +) == 1)
      #expect(report.verdicts == ["striking strikes"])
      #expect(report.warnings.isEmpty)
      #expect(calls(bench, "DescribeClusters") == 2)
      #expect(calls(bench, "ListContainerInstances") == 6)
      #expect(calls(bench, "DescribeContainerInstances") == 1)
      #expect(try await bench.sweep().verdicts == ["due disconnected"])
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
      let last = try await bench.sweep()
      #expect(last.verdicts == [] && last.targets.allSatisfy { $0.scan == .filtered && $0.disconnected == 0 })
    }
  }

  @Test("clears the strikes of what it described as connected, although the filter is silent about it")
  func cleared() async throws {
    try await with { bench in
      let dead = try bench.deadInstance()
      #expect(try await bench.sweep().instances.map(\.strikes) == [1])
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = true }
      let described = calls(bench, "DescribeContainerInstances")
      #expect(try await bench.sweep().instances.isEmpty)
      #expect(calls(bench, "DescribeContainerInstances") == described + 1, "the one with strikes, which no filter finds now")
      let before = calls(bench, "DescribeContainerInstances")
      #expect(try await bench.sweep().instances.isEmpty)
      #expect(calls(bench, "DescribeContainerInstances") == before, "it has none any more")
      try bench.mock.edit(dead.ec2InstanceID) { $0.agentConnected = false }
      #expect(try await bench.sweep().instances.map(\.strikes) == [1])
    }
  }

  @Test("forgets what has strikes and is registered no more, once it was described as INACTIVE")
  func missing() async throws {
    try await with { bench in
      #expect(try await bench.sweep().instances.map(\.strikes) == [1])
      // Somebody else, with a store of their own, replaces it.
      let other = bench.emptyStore()
      for _ in 1...2 { _ = try await bench.sweep(store: other) }
      #expect(bench.dead.isEmpty)
      for described in [1, 0] {
        let before = calls(bench, "DescribeContainerInstances")
        let report = try await bench.sweep()
        #expect(report.instances.isEmpty && report.targets.allSatisfy { $0.status == .ok && $0.scan == .filtered })
        #expect(calls(bench, "DescribeContainerInstances") == before + described)
      }
    }
  }

  @Test("takes no hit for disconnected that its description shows connected")
  func connectedHit() async throws {
    let healthy = Extra()
    var options = MockOptions()
    options.rewrite = { call, request, answer in
      guard call.resources.first == "web", Self.isFiltered(request), let arn = healthy.arn else { return nil }
      return answer.replacingOccurrences(of: "\"]", with: "\",\"\(arn)\"]")
    }
    try await with(options: options) { bench in
      let dead = try bench.deadInstance()
      let web = try bench.mock.instances(account: SweepBench.account, region: SweepBench.region, cluster: "web")
      let other = try #require(web.first { $0.agentConnected }?.containerInstanceID)
      healthy.set("arn:aws:ecs:us-east-1:\(SweepBench.account):container-instance/web/\(other)")
      for sweep in 1...2 {
        let report = try await bench.sweep()
        #expect(report.instances.map(\.ec2Instance) == [dead.ec2InstanceID])
        #expect(report.targets.map(\.disconnected) == [0, 0, 1])
        #expect(report.targets.allSatisfy { $0.scan == .filtered }, "\(sweep): one may have come back in between")
        #expect(report.warnings.isEmpty)
      }
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  /// A reason to fall back: what it does to the mock, and what the warning says.
  private struct Reason: Sendable {
    let words: String
    var options: @Sendable (inout MockOptions) -> Void = { _ in }
    var change: @Sendable (SweepBench) throws -> Void = { _ in }
    /// The tags of clusters are not known then either.
    var isHeld = false

    static func rewriting(_ words: String, _ rewrite: @escaping @Sendable (MockCall, String, String) -> String?) -> Reason {
      Reason(words: words, options: { $0.rewrite = rewrite })
    }
  }

  private static let reasons = [
    Reason(words: "the filter was refused", options: { $0.refusesFilters = true }),
    Reason(words: "4 of the 4 instances that the filter found are connected", options: { $0.ignoresFilters = true }),
    Reason(
      words: "AccessDenied", change: { $0.mock.add(MockFault(.accessDenied, service: "ecs", operation: "DescribeClusters")) },
      isHeld: true),
    .rewriting("DescribeClusters answered MISSING") { call, request, _ in
      guard call.operation == "DescribeClusters", !request.contains("TAGS") else { return nil }
      return #"{"clusters":[],"failures":[{"arn":"arn:aws:ecs:us-east-1:1:cluster/batch","reason":"MISSING"}]}"#
    },
    .rewriting("DescribeClusters gave no count") { call, _, answer in
      call.operation == "DescribeClusters" ? answer.replacingOccurrences(of: "registeredContainerInstancesCount", with: "other") : nil
    },
    .rewriting("1 active instances where 0 are registered") { call, _, answer in
      guard call.operation == "DescribeClusters" else { return nil }
      return answer.replacing(/"registeredContainerInstancesCount":\d+/, with: #""registeredContainerInstancesCount":0"#)
    },
    .rewriting("named 1 of 1 instances more than once") { call, request, answer in
      guard isFiltered(request), let arn = answer.firstMatch(of: /"arn[^"]*"/)?.output else { return nil }
      return "{\"containerInstanceArns\":[\(arn),\(arn)]}"
    },
    Reason(
      words: "us-east-1: 2 are disconnected",
      change: { bench in
        let other = try bench.mock.instances(account: SweepBench.account, region: SweepBench.region, cluster: "batch")[0]
        try bench.mock.edit(other.ec2InstanceID) { ($0.agentConnected, $0.ec2State) = (false, "stopped") }
      }),
  ]

  @Test("is read in full, with a warning that says where and why, and gives the same verdicts then", arguments: reasons.indices)
  func fallsBack(_ index: Int) async throws {
    let reason = Self.reasons[index]
    var options = MockOptions()
    reason.options(&options)
    try await with(options: options) { bench in
      let dead = try bench.deadInstance()
      try reason.change(bench)
      for sweep in 1...2 {
        let report = try await bench.sweep()
        #expect(report.warnings.count == 1)
        #expect(report.warnings.first?.contains(reason.words) == true, "\(report.warnings)")
        #expect(report.warnings.first?.hasPrefix("\(SweepBench.account)/us-east-1") == true)
        #expect(report.warnings.first?.hasSuffix("3 clusters are read in full") == true)
        #expect(report.targets.allSatisfy { $0.status == .ok && $0.scan == .full })
        #expect(report.targets.map(\.observed) == [4, 2, 10])
        let row = try #require(report.instances.first { $0.ec2Instance == dead.ec2InstanceID })
        #expect(row.strikes == sweep && row.ruling.verdict == (sweep == 1 ? .striking : reason.isHeld ? .held : .due))
        #expect(report.exitStatus == (sweep == 2 && reason.isHeld ? 3 : 0))
      }
      #expect(bench.steps(of: dead.ec2InstanceID) == (reason.isHeld ? [] : SweepBench.allSteps))
      #expect(bench.mutated().values.allSatisfy { Set($0.keys) == [dead.ec2InstanceID] })
    }
  }

  @Test("is read in full where an instance with strikes is disconnected and the filter does not find it")
  func overlooked() async throws {
    let isBlind = Switch()
    var options = MockOptions()
    options.rewrite = { _, request, _ in isBlind.isOn && Self.isFiltered(request) ? #"{"containerInstanceArns":[]}"# : nil }
    try await with(options: options) { bench in
      let dead = try bench.deadInstance()
      #expect(try await bench.sweep().targets.allSatisfy { $0.scan == .filtered })
      isBlind.turn(true)
      let report = try await bench.sweep()
      #expect(
        report.warnings == [
          "111122223333/us-east-1/web: the filter did not find 1 of the instances that are disconnected; 3 clusters are read in full"
        ])
      #expect(report.targets.allSatisfy { $0.scan == .full })
      #expect(report.verdicts == ["due disconnected"] && report.instances.map(\.strikes) == [2])
      #expect(bench.steps(of: dead.ec2InstanceID) == SweepBench.allSteps)
    }
  }

  @Test("is read in full in all accounts of a Region where more are disconnected there than the limit allows, and in no other Region")
  func wide() async throws {
    let fleet = MockFleet(accounts: 4, regions: 2, clusters: 1, instances: 8, disconnected: .count(0))
    try await with(fleet, limit: "20%") { bench in
      for account in fleet.accounts {
        let one = try bench.mock.instances(account: account.id, region: "us-east-1", cluster: "web")[3]
        try bench.mock.edit(one.ec2InstanceID) { $0.agentConnected = false }
      }
      let report = try await bench.sweep()
      #expect(report.targets.allSatisfy { $0.scan == ($0.region == "us-east-1" ? .full : .filtered) })
      #expect(report.warnings.count == 1)
      #expect(report.warnings.first?.hasPrefix("us-east-1 in all accounts: 4 are disconnected") == true, "\(report.warnings)")
    }
  }

  @Test("that should be read in full and cannot is a part: nothing is done, no strike is cleared, and it says so")
  func cannotBeFull() async throws {
    try await with { bench in
      _ = try await bench.sweep()
      let other = try bench.mock.instances(account: SweepBench.account, region: SweepBench.region, cluster: "batch")[0]
      try bench.mock.edit(other.ec2InstanceID) { $0.agentConnected = false }
      bench.mock.add(MockFault(.accessDenied, operation: "ListContainerInstances", after: 3))
      let report = try await bench.sweep()
      #expect(report.targets.map(\.status) == [.partial, .partial, .partial])
      // Of web the full scan could at least describe what had strikes.
      #expect(report.targets.map(\.scan) == [.filtered, .filtered, .full])
      #expect(report.targets.dropLast().allSatisfy { $0.error?.hasPrefix("read by filter only: ") == true })
      #expect(report.targets.allSatisfy { $0.error?.contains("AccessDenied") == true })
      #expect(report.verdicts == ["striking strikes", "held partial"])
      #expect(report.exitStatus == 2)
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("counts no disconnected external instance; a connected one it cannot tell")
  func external() async throws {
    try await with { bench in
      let (account, region) = (SweepBench.account, SweepBench.region)
      for isConnected in [true, true, false] {
        try bench.mock.addExternal(account: account, region: region, cluster: "web", connected: isConnected)
      }
      let filtered = try await bench.sweep(.plan)
      #expect(filtered.targets.allSatisfy { $0.scan == .filtered })
      #expect(filtered.targets.map(\.observed) == [4, 2, 12])
      #expect(filtered.targets.map(\.disconnected) == [0, 0, 1])
      #expect(filtered.verdicts.sorted() == ["ignored external", "striking strikes"])
    }
  }
}

/// An ARN that a test sets once it knows it.
private final class Extra: Sendable {
  private let text = Lock(String?.none)
  var arn: String? { text.withLock { $0 } }
  func set(_ arn: String) { text.withLock { $0 = arn } }
}
