import AgentHealth
import Testing

@testable import ClusterSweepTests

/// The agent ends its connection itself after 30 minutes and up to 5 more, and takes up to two minutes to come back (`wsclient/client.go`
/// of github.com/aws/amazon-ecs-agent; "several times per hour", ECS developer guide). Whoever looks at enough agents for long enough sees
/// disconnected ones at every sweep: github.com/convox/rack PR #1248.
@Suite("Planned reconnects")
struct PlannedReconnectsTests {
  /// One agent: connected but for `away` seconds after each `period`.
  private struct Agent {
    let period: Int
    let away: Int
    let phase: Int

    func isConnected(at second: Int) -> Bool { (second + phase) % period >= away }
    /// Two events for each reconnect, one for a disconnect that lasts.
    func version(at second: Int) -> Int64 { Int64((second + phase) / period * 2 + (isConnected(at: second) ? 2 : 1)) }
  }

  @Test("of 2,000 agents in three weeks, swept every five minutes, make none of them due, although thousands of sightings strike")
  func weeks() {
    let policy = Policy()
    let target = Target(account: SweepBench.account, region: SweepBench.region, cluster: "web")
    let agents = (0..<2000).map { Agent(period: 1800 + $0 * 37 % 300, away: 20 + $0 % 101, phase: $0 * 911) }
    var records: [Int: StrikeRecord] = [:]
    var (lastSweep, sightings, due) = (SweepMark?.none, 0, 0)
    for second in stride(from: 0, to: 21 * 86_400, by: 300) {
      let sweep = SweepMark(id: "\(second)", at: Timestamp(seconds: Double(1_790_000_000 + second)))
      var cases: [InstanceCase] = []
      for (number, agent) in agents.enumerated() where !agent.isConnected(at: second) {
        let sighting = Sighting(
          containerInstance: "\(number)", ec2Instance: "i-0123456789abcdef0", agentConnected: false, status: "ACTIVE",
          version: agent.version(at: second))
        let facts = InstanceFacts(ec2State: "running", membership: .init(group: "web", lifecycleState: "InService"))
        let record = StrikeRecord.advance(
          records[number], sighting: sighting, facts: facts, lastSweep: lastSweep, sweep: sweep, policy: policy
        ).record
        cases.append(InstanceCase(sighting: sighting, record: record, facts: facts))
      }
      records = [:]
      for item in cases { records[Int(item.sighting.containerInstance) ?? -1] = item.record }
      let picture = Picture(
        observation: Observation(
          target: target, coverage: .complete, observed: agents.count, disconnected: cases.count, sightings: cases.map(\.sighting)),
        policy: policy, cases: cases)
      let judged = Judge(now: sweep.at, isClockProven: true, installation: "default").judge([picture])
      due += judged.count { $0.ruling.verdict == .due || $0.ruling.reason == .brake }
      sightings += cases.count
      lastSweep = sweep
    }
    #expect(due == 0)
    #expect(sightings > 100_000)
  }
}
