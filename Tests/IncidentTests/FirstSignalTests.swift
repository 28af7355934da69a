import AgentHealth
import ClusterSweep
import MockAWS
import Testing

@testable import ClusterSweepTests

/// A monitor of container instances marked each one unhealthy whose agent was seen disconnected once, every five minutes, and killed
/// ten production instances in an hour, replacements among them: github.com/convox/rack issue #1247, PR #1248, #1255, #1425.
@Suite("Kills on the first signal (convox/rack #1247, #1248, #1255, #1425)")
struct FirstSignalTests {
  @Test("an agent that is gone at one sweep and back at the next is left alone, each in turn; the one that is dead is replaced")
  func blinks() async throws {
    // So large that two at once are no more of a zone than may be out.
    let large = MockFleet(accounts: [
      .init(SweepBench.account, regions: [.init(SweepBench.region, clusters: [.init("web", instances: 60, disconnected: .count(1))])])
    ])
    try await SweepBench.with(large, policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      let fleet = try Incident.web(bench).map(\.ec2InstanceID).filter { $0 != dead }
      for sweep in 0..<18 {
        let gone = fleet[sweep % fleet.count]
        try bench.mock.edit(gone) { $0.agentConnected = false }
        _ = try await bench.sweep(after: 5)
        try bench.mock.edit(gone) { $0.agentConnected = true }
      }
      #expect(Set(bench.terminated) == [dead])
    }
  }

  @Test("an agent that is seen disconnected at every sweep, and was back in between, is left alone")
  func flaps() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      let dead = try bench.deadInstance().ec2InstanceID
      for _ in 1...24 {
        try bench.mock.edit(dead) { $0.version += 2 }
        _ = try await bench.sweep(after: 5)
      }
      #expect(bench.mutated().isEmpty)
      for _ in 1...100 where bench.mutated().isEmpty { _ = try await bench.sweep(after: 5) }
      #expect(bench.steps(of: dead) == SweepBench.allSteps, "it has died, six hours after it flapped")
    }
  }

  @Test("where every replacement comes up dead too, an hour ends three machines at most, and none before its grace is over")
  func replacementLoop() async throws {
    try await SweepBench.with(policy: Incident.defaults) { bench in
      try bench.mock.editGroup(account: SweepBench.account, region: SweepBench.region, name: "ecs-web") { $0.replacements = .disconnected }
      var launched: [String: Double] = [:]
      for _ in 1...12 {
        for instance in try Incident.web(bench) where launched[instance.ec2InstanceID] == nil {
          launched[instance.ec2InstanceID] = instance.launchTime
        }
        _ = try await bench.sweep(after: 5)
      }
      let ended = bench.mock.mutations.filter { $0.operation == "TerminateInstances" }
      #expect((1...3).contains(ended.count))
      for call in ended {
        let age = call.time - (launched[call.resources.first { $0.hasPrefix("i-") } ?? ""] ?? call.time)
        #expect(age >= 1200, "startup_grace and min_disconnected")
      }
    }
  }
}
