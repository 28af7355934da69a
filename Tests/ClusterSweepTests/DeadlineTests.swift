import AgentHealth
import ClusterSweep
import MockAWS
import Testing

/// The deadline of a sweep, and the age of its picture.
@Suite("A deadline")
struct DeadlineTests {
  @Test("cuts inspecting short: what was not read is partial or failed by its name, and what was read is judged")
  func cutsInspecting() async throws {
    let fleet = MockFleet(accounts: 1, regions: 2, clusters: 2, instances: 250, disconnected: .count(2))
    try await SweepBench.with(fleet) { bench in
      let dead = Set(bench.mock.truth.filter { $0.region == "us-east-1" }.map(\.ec2InstanceID))
      _ = try await bench.sweep()
      // One Region does not come to an end, and time for inspecting is over when the other has.
      bench.mock.add(MockFault(.slow(600), operation: "DescribeContainerInstances", region: "eu-west-1", after: 1))
      let progress = SweepProgress()
      let report = try await bench.sweep(
        deadline: .seconds(500), progress: progress,
        sleep: { duration in
          guard (250...350).contains(duration.components.seconds) else { return try await Task.sleep(for: duration) }
          while await progress.snapshot.targetsDone < 2 { try await Task.sleep(for: .milliseconds(5)) }
        })
      let slow = report.targets.filter { $0.region == "eu-west-1" }
      #expect(slow.allSatisfy { $0.status == .partial && $0.error?.hasPrefix("deadline") == true }, "\(slow.map(\.error))")
      #expect(report.targets.filter { $0.region == "us-east-1" }.allSatisfy { $0.status == .ok && $0.observed == 250 })
      #expect(Set(report.instances.filter { $0.target.region == "us-east-1" }.map(\.ec2Instance)) == dead)
      #expect(report.instances.filter { $0.target.region == "us-east-1" }.allSatisfy { $0.strikes == 2 })
      #expect(report.instances.filter { $0.target.region == "eu-west-1" }.allSatisfy { $0.steps.isEmpty })
      #expect(report.exitStatus == 2)
      let changed = Set(bench.mutated().values.flatMap(\.keys))
      #expect(changed.count == 2 && changed.isSubset(of: dead), "one in each cluster that was read")
    }
  }

  @Test("with under 45 s left lets nothing begin", arguments: [(Duration.seconds(30), 4), (.seconds(60), 0)])
  func reserve(passing time: Duration, steps: Int) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep(deadline: .seconds(100)) { if $0 == .count { bench.leap(time) } }
      #expect(bench.steps(of: dead.ec2InstanceID).count == steps)
      #expect(report.verdicts == [steps == 0 ? "deferred deadline" : "due disconnected"])
      #expect(report.exitStatus == 0)
    }
  }

  @Test("or not, nothing begins on a picture older than 5 minutes", arguments: [(Duration.seconds(200), 4), (.seconds(301), 0)])
  func pictureLife(passing time: Duration, steps: Int) async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep { if $0 == .count { bench.leap(time) } }
      #expect(bench.steps(of: dead.ec2InstanceID).count == steps)
      #expect(report.verdicts == [steps == 0 ? "deferred deadline" : "due disconnected"])
    }
  }

  @Test("that passes during the last look lets nothing begin either")
  func duringLook() async throws {
    try await SweepBench.with { bench in
      let dead = try bench.deadInstance()
      _ = try await bench.sweep()
      let report = try await bench.sweep(deadline: .seconds(100)) { if $0 == .claim { bench.leap(.seconds(60)) } }
      #expect(bench.steps(of: dead.ec2InstanceID) == [])
      #expect(report.verdicts == ["deferred deadline"])
      // And the claim is given up: a sweep a minute later may begin.
      #expect(try await bench.sweep(after: 1.1).verdicts == ["due disconnected"])
    }
  }
}
