import AgentHealth
import FailureStore
import MockAWS
import Testing

/// Rule 10: what a group makes of the instances that it is to replace.
@Suite("A group that was told to replace an instance")
struct ReplacementTests {
  static let fleet = MockFleet(accounts: [
    .init(SweepBench.account, regions: [.init(SweepBench.region, clusters: [.init("web", instances: 30, disconnected: .count(4))])])
  ])

  static func with(_ replacements: MockReplacement, _ body: (SweepBench) async throws -> Void) async throws {
    try await SweepBench.with(fleet) { bench in
      try Self.edit(bench) { $0.replacements = replacements }
      _ = try await bench.sweep()
      try await body(bench)
    }
  }

  static func edit(_ bench: SweepBench, _ change: (inout MockGroup) -> Void) throws {
    let name = try #require(bench.mock.truth.compactMap(\.group).first)
    try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: name, change)
  }

  static func terminations(_ bench: SweepBench) -> Int { bench.mutated()["TerminateInstances", default: [:]].count }

  @Test("and whose replacement never connects makes the next one wait, then gets one more, and then no other until somebody looks")
  func neverConnects() async throws {
    try await Self.with(.neverRegisters) { bench in
      var counts: [Int] = []
      for _ in 1...8 {
        _ = try await bench.sweep()
        counts.append(Self.terminations(bench))
      }
      #expect(counts == [1, 1, 2, 2, 2, 2, 2, 2])
      let report = try await bench.sweep()
      #expect(report.instances.map(\.ruling.reason) == [.replacementsFailing, .replacementsFailing] && report.exitStatus == 3)

      try Self.edit(bench) { $0.launchTemplateVersion += 1 }
      #expect(try await bench.sweep().instances.contains(where: \.isRemediated))
    }
  }

  @Test("waits no longer than until a newer instance is connected")
  func connects() async throws {
    try await Self.with(.healthy) { bench in
      for expected in 1...4 {
        _ = try await bench.sweep(after: expected == 1 ? 11 : 2)
        #expect(Self.terminations(bench) == expected)
      }
      #expect(try await bench.sweep().instances.isEmpty)
    }
  }

  @Test("is said to wait in the report, also in a plan")
  func waits() async throws {
    try await Self.with(.neverRegisters) { bench in
      _ = try await bench.sweep()
      for mode in [SweepMode.plan, .apply] {
        let report = try await bench.sweep(mode, after: 2)
        #expect(report.instances.map(\.ruling.reason).contains(.replacementPending), "\(mode)")
        #expect(report.exitStatus == 0)
      }
      #expect(Self.terminations(bench) == 1)
    }
  }

  @Test("and never had to, since the sweep ended before its first step, has failed nobody")
  func neverLetGo() async throws {
    try await Self.with(.healthy) { bench in
      let name = try #require(bench.mock.truth.compactMap(\.group).first)
      for id in bench.dead.sorted().prefix(3) {
        let noted = Replacement(ec2Instance: id, at: Timestamp(seconds: bench.clock.now - 3600), template: "lt-0a1b2c3d4e5f60718:1")
        try await bench.store.note(noted, in: "\(SweepBench.account)/\(name)", region: SweepBench.region)
      }
      #expect(try await bench.sweep().instances.contains(where: \.isRemediated))
    }
  }

  @Test("is forgiven by a person")
  func forgiven() async throws {
    try await Self.with(.neverRegisters) { bench in
      for _ in 1...4 { _ = try await bench.sweep() }
      #expect(Self.terminations(bench) == 2)
      let name = try #require(bench.mock.truth.compactMap(\.group).first)
      #expect(try await bench.store.forgetReplacements(in: "\(SweepBench.account)/\(name)", region: SweepBench.region))
      _ = try await bench.sweep()
      #expect(Self.terminations(bench) == 3)
    }
  }

  @Test("gets nobody while what it was told is not known")
  func unknown() async throws {
    try await Self.with(.healthy) { bench in
      _ = try await bench.sweep()
      let before = bench.mutated()
      for failing in [StoreCall.replacements, .note] {
        let report = try await bench.sweep(after: 2) { call throws(StoreError) in
          if call == failing { throw StoreError(.unavailable, "gone") }
        }
        #expect(report.instances.contains { $0.ruling.verdict == .held }, "\(failing)")
        #expect(bench.mutated() == before, "\(failing)")
      }
    }
  }
}
