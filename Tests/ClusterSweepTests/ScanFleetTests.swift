import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// The same fleet, made twice from one seed, changed alike, and swept in both modes.
@Suite("20 accounts × 5 Regions × 3 clusters in both scan modes")
struct ScanFleetTests {
  private static let fleet = MockFleet(
    accounts: 20, regions: 5, clusters: 3, instances: 20, disconnected: .count(0), seed: 20_261_126)

  /// What a sweep decided and did, without what differs in how it looked.
  private struct Result: Equatable {
    let targets: [String]
    let instances: [String]
    let unfinished: [String]
    let exitStatus: Int32

    init(_ report: SweepReport) {
      targets = report.targets.map { row in
        "\(row.account)/\(row.region ?? "")/\(row.cluster ?? "") \(row.status) \(row.observed) \(row.disconnected)"
      }
      instances = report.instances.map { row in
        let steps = row.steps.map { "\($0.step) \($0.result)" }.joined(separator: ",")
        // Without the detail, which tells seconds: how long a sweep took is not what is compared.
        return "\(row.target) \(row.ec2Instance) \(row.strikes) \(row.ruling.verdict) \(row.ruling.reason) \(steps)"
      }
      unfinished = report.unfinished.map { "\($0.ec2Instance) \($0.isStranded)" }
      exitStatus = report.exitStatus
    }
  }

  /// What happens to account and Region number `place` before `sweep`: everything that a scan may meet, in turns.
  private func change(_ place: Int, before sweep: Int, _ bench: SweepBench, account: String, region: String) throws {
    func edit(_ cluster: String, _ numbers: Range<Int>, _ change: (inout MockInstance) -> Void) throws {
      let all = try bench.mock.instances(account: account, region: region, cluster: cluster)
      for number in numbers { try bench.mock.edit(all[number].ec2InstanceID, change) }
    }
    switch (sweep, place % 10) {
    case (1, 3) where place == 13: try edit("web", 0..<15) { $0.agentConnected = false }
    case (1, 3): try edit("web", 1..<2) { $0.agentConnected = false }
    case (1, 4): try edit("web", 2..<3) { ($0.agentConnected, $0.ec2State) = (false, "stopped") }
    case (1, 5): try edit("api", 3..<4) { ($0.agentConnected, $0.status) = (false, "DRAINING") }
    case (1, 6): try edit("api", 1..<3) { $0.agentConnected = false }
    case (1, 7):
      try edit("web", 0..<1) { $0.agentConnected = false }
      try edit("batch", 0..<1) { ($0.agentConnected, $0.agentUpdateStatus) = (false, "UPDATING") }
    case (1, 8):
      try edit("web", 4..<5) { $0.agentConnected = false }
      try bench.mock.addExternal(account: account, region: region, cluster: "web", connected: false)
    case (1, 9): try edit("web", 5..<6) { $0.tags[RemediationTag.key] = "default/before/\($0.version)" }
    // Back before the second strike, and new ones.
    case (2, 3) where place % 4 == 3: try edit("web", 1..<2) { $0.agentConnected = true }
    case (2, 1): try edit("batch", 7..<8) { $0.agentConnected = false }
    // A second one where there was one already.
    case (3, 1): try edit("api", 7..<8) { $0.agentConnected = false }
    case (3, 6): try edit("api", 5..<6) { ($0.agentConnected, $0.status) = (false, "REGISTERING") }
    default: break
    }
  }

  /// Four sweeps; what each of them came to, how its targets were read, and how many requests that took.
  private func sweeps(_ scan: ScanMode, faults: [MockFault]) async throws -> (results: [Result], scans: [ScanMode?], requests: Int) {
    let policy = SweepBench.overrides([.maxDisconnected: "50%", .perSweep: "1000", .scan: scan.rawValue])
    return try await SweepBench.with(Self.fleet, policy: policy) { bench in
      for fault in faults { bench.mock.add(fault) }
      var results: [Result] = []
      var scans: [ScanMode?] = []
      for sweep in 1...4 {
        var place = 0
        for account in Self.fleet.accounts {
          for region in account.regions {
            try change(place, before: sweep, bench, account: account.id, region: region.name)
            place += 1
          }
        }
        let report = try await bench.sweep(attempts: 10)
        results.append(Result(report))
        scans += report.targets.map(\.scan)
        #expect(report.failures.isEmpty)
        #expect(report.warnings.isEmpty == (scan == .full))
      }
      return (results, scans, bench.mock.calls.count { $0.operation == "DescribeContainerInstances" })
    }
  }

  private static let faults = ["ListContainerInstances", "DescribeContainerInstances", "DescribeClusters", "DescribeInstances"].map {
    var fault = MockFault(operation: $0, rate: 0.03)
    fault.kinds = [.status(500), .status(503), .cut, .truncate, .garble, .close]
    return fault
  }

  @Test("comes to exactly the same, sweep by sweep, also where calls go wrong", arguments: [false, true])
  func equal(isFaulty: Bool) async throws {
    let faults = isFaulty ? Self.faults : []
    let full = try await sweeps(.full, faults: faults)
    let filtered = try await sweeps(.filtered, faults: faults)
    for (one, other) in zip(full.results, filtered.results) {
      #expect(Set(one.targets).symmetricDifference(other.targets) == [])
      #expect(Set(one.instances).symmetricDifference(other.instances) == [])
      #expect(one == other)
    }
    #expect(full.results.map(\.instances).allSatisfy { $0.count > 80 }, "there was something to compare")
    #expect(full.results[1].instances.contains { $0.contains("terminate") })
    #expect(full.scans.allSatisfy { $0 == .full })
    #expect(filtered.scans.count { $0 == .full } > 150)
    #expect(filtered.scans.count { $0 == .filtered } > 500)
    #expect(filtered.requests < full.requests * 3 / 4)
  }
}
