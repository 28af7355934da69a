import Foundation
import Glibc
import MockAWS
import TestSupport
import Testing

@Suite("A sweep that is killed")
struct KillTests {
  static let lanes = 8
  static let killsPerLane = 13

  @Test("at 100 random moments never ends what was connected, and leaves nothing that the next sweeps do not finish")
  func randomMoments() async throws {
    let given = ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_TEST_SEED"].flatMap(UInt64.init)
    let seed = given ?? UInt64.random(in: 0 ... .max)
    print("kills: ECS_AGENT_MONITOR_TEST_SEED=\(seed)")
    let (kills, inTheMiddle) = try await withThrowingTaskGroup(of: (kills: Int, inTheMiddle: Int).self) { group in
      for lane in 0..<Self.lanes {
        group.addTask { try await Self.run(lane: lane, SeededGenerator(seed: seed &+ UInt64(lane))) }
      }
      return try await group.reduce((0, 0)) { ($0.0 + $1.kills, $0.1 + $1.inTheMiddle) }
    }
    print("kills: \(kills), \(inTheMiddle) of them in the middle of a remediation")
    #expect(kills == Self.lanes * Self.killsPerLane)
    #expect(inTheMiddle > 0)
  }

  /// The same fleet all along: before each sweep more agents fall silent, and the sweep after each killed one names or ends all that is open.
  ///
  /// Returns how many sweeps were killed, and how many of them left something begun and not ended.
  private static func run(lane: Int, _ random: SeededGenerator) async throws -> (kills: Int, inTheMiddle: Int) {
    var random = random
    var (kills, inTheMiddle) = (0, 0)
    try await KillBench.with(KillBench.quick, latency: 0.004, seed: random.next()) { bench in
      // Most of a sweep is looking; a slow answer to each change makes acting as long.
      for operation in steps { bench.mock.add(MockFault(.slow(0.05), operation: operation)) }
      var length: Duration = .milliseconds(300)
      for round in 0..<(5 * killsPerLane) where kills < killsPerLane {
        let comment = "lane \(lane), round \(round), \(kills) kills"
        let passing = try bench.disconnect(&random)
        let whole = try await bench.reportingSweep(atOnce: Bool.random(using: &random), comment)
        if let passing { try bench.revive(passing) }
        // As long as sweeps take at present; the machine may be busy.
        length = (length + whole.length) / 2
        guard try await bench.killedSweep(at: .random(in: length, using: &random)) else { continue }
        kills += 1
        if !bench.open.isEmpty { inTheMiddle += 1 }
      }
      try await bench.sweepUntilDone("lane \(lane)")
      try await bench.checkAll("lane \(lane)")
    }
    return (kills, inTheMiddle)
  }

  static let steps = ["CreateTags", "DetachInstances", "TerminateInstances", "DeregisterContainerInstance"]

  @Test("just after a step goes on there with the next sweep", arguments: steps)
  func afterStep(_ operation: String) async throws {
    try await KillBench.with(KillBench.quick, latency: 0.002) { bench in
      var random = SeededGenerator(seed: 7)
      for round in 1...2 {
        _ = try bench.disconnect(&random).map(bench.revive)
        #expect(try await bench.sweep().status == 0)
        try await bench.killedSweep(at: operation)
        _ = try await bench.reportingSweep(atOnce: round == 1, "\(operation), round \(round)")
        try await bench.sweepUntilDone("\(operation), round \(round)")
      }
      try await bench.checkAll(operation)
    }
  }

  @Test("after it detached an instance whose agent then reconnects leaves it alone, and says how to keep or end it")
  func stranded() async throws {
    try await KillBench.with(KillBench.quick, latency: 0.002) { bench in
      var random = SeededGenerator(seed: 9)
      _ = try bench.disconnect(&random).map(bench.revive)
      #expect(try await bench.sweep().status == 0)
      try await bench.killedSweep(at: "DetachInstances")
      let detached = Set(
        bench.mock.mutations.filter { $0.operation == "DetachInstances" }.flatMap(\.resources).filter { $0.hasPrefix("i-") })
      let lucky = try #require(detached.sorted().first)
      try bench.revive(lucky)
      for _ in 1...2 {
        let run = try await bench.sweep()
        #expect(run.status == 4)
        let row = try #require(run.report?.unfinished.first { $0.ec2_instance_id == lucky }, "\(run.output)")
        #expect(row.stranded && row.detail.contains("journal release") && row.detail.contains(lucky))
      }
      let ended = Set(bench.mock.mutations.filter { $0.operation == "TerminateInstances" }.flatMap(\.resources))
      #expect(ended == bench.dead.subtracting([lucky]))
      #expect(try bench.mock.instance(lucky).isHealthy)
    }
  }
}
