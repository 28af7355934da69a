import AgentHealth
import ClusterSweep
import FailureStore
import MockAWS
import Testing

@testable import ClusterSweepTests

/// A store that lost what it knew, that belongs to somebody else, or that somebody else wrote in. That a store which fails confirms nothing
/// is in `ClusterSweepTests/StoreFailureTests`; Redis itself in `CommandTests/RedisTests`.
@Suite("A store that cannot be believed")
struct StoreTests {
  @Test("that is flushed between any two sweeps lets nothing be killed: no strike is a second one")
  func flushed() async throws {
    try await SweepBench.with { bench in
      for _ in 1...6 {
        let report = try await bench.sweep(store: bench.emptyStore())
        #expect(report.instances.map(\.strikes) == [1])
      }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("of another installation is refused by name, and nothing is done")
  func anotherInstallation() async throws {
    try await SweepBench.with { bench in
      try await bench.store.open(as: StoreOwner(account: SweepBench.account, installation: "theirs"))
      for _ in 1...3 {
        let report = try await bench.sweep()
        #expect(report.exitStatus == 1)
        #expect(report.failures.contains { $0.contains("'theirs'") })
      }
      #expect(bench.mutated().isEmpty)
    }
  }

  @Test("with a forged journal and forged strikes of a healthy instance: it is left alone, also when its agent blinks")
  func forged() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      let victim = try #require(try Incident.web(bench).first { $0.agentConnected })
      let id = try #require(victim.containerInstanceID)
      let target = Target(account: SweepBench.account, region: SweepBench.region, cluster: "web")
      let past = Timestamp(seconds: bench.clock.now - 7200)
      let entry = JournalEntry(
        target: target, ec2Instance: victim.ec2InstanceID, containerInstance: id, sweepID: "forged", owner: "forged", expiresAt: past,
        step: .terminate)
      #expect(try await bench.store.claim(entry, now: past))
      let record = StrikeRecord(count: 99, since: past, seen: "forged", version: Int64(victim.version) + 1)
      let count = TargetCount(
        target: target, sweep: SweepMark(id: "forged", at: past), previous: nil, nonce: "forged", minGap: .seconds(60),
        maxGap: .seconds(10_800), advances: [id: .set(record)], cleared: [])
      #expect(await bench.store.count([count])[target] == .counted(unknown: []))

      _ = try await bench.sweep()
      try bench.mock.edit(victim.ec2InstanceID) { $0.agentConnected = false }
      let report = try await bench.sweep()
      #expect(report.instances.first { $0.ec2Instance == victim.ec2InstanceID }?.strikes == 1)
      try bench.mock.edit(victim.ec2InstanceID) { $0.agentConnected = true }
      _ = try await bench.sweep()
      #expect(bench.steps(of: victim.ec2InstanceID) == [])
      #expect(bench.terminated == [dead])
    }
  }
}
