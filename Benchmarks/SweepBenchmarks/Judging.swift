import AgentHealth
import Benchmark

/// The rules over 1,000 clusters of 100 instances: on a usual day with one disconnected in each, and on the worst, with all of them.
func judging() {
  let now = Timestamp(seconds: 1_800_000_000)
  let judge = Judge(now: now, isClockProven: true, installation: "default")
  for (name, disconnected) in [("1 %", 1), ("100 %", 100)] {
    Benchmark("judge 100000 instances, \(name) disconnected") { benchmark in
      let pictures = (0..<1000).map { picture(cluster: $0, disconnected: disconnected, now: now) }
      benchmark.startMeasurement()
      blackHole(judge.judge(pictures))
    }
  }
}

/// One cluster of 100, whose disconnected instances are due.
private func picture(cluster: Int, disconnected: Int, now: Timestamp) -> Picture {
  let target = Target(account: "\(111_122_220_000 + cluster / 100)", region: "eu-west-\(cluster / 10 % 10)", cluster: "cluster-\(cluster)")
  let cases = (0..<disconnected).map { instanceCase(number: cluster * 100 + $0, cluster: cluster, now: now) }
  let observation = Observation(
    target: target, coverage: .complete, observed: 100, disconnected: disconnected, sightings: cases.map(\.sighting))
  return Picture(observation: observation, policy: Policy(), cases: cases)
}

private func instanceCase(number: Int, cluster: Int, now: Timestamp) -> InstanceCase {
  let digits = String(0x1000_0000 + number, radix: 16)
  let sighting = Sighting(
    containerInstance: "0123456789abcdef01234567\(digits)", ec2Instance: "i-0123456789\(digits.dropFirst())", agentConnected: false,
    status: "ACTIVE", version: 7, registeredAt: now - .seconds(86_400))
  let record = StrikeRecord(count: 3, since: now - .seconds(3600), seen: "sweep-41", version: 7)
  let facts = InstanceFacts(
    ec2State: "running", launchedAt: now - .seconds(86_400), zoneID: "euw1-az1",
    membership: InstanceFacts.Membership(group: "group-\(cluster)", lifecycleState: "InService"))
  return InstanceCase(sighting: sighting, record: record, facts: facts)
}
