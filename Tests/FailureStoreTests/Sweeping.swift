import AgentHealth
import FailureStore

let production = Target(account: "111122223333", region: "eu-west-1", cluster: "production")
let staging = Target(account: "111122223333", region: "us-east-1", cluster: "staging")

extension Bench {
  /// Counts a sighting of each of these instances, as a sweep does: recall, advance each record, count.
  func sweep(
    _ id: String, _ target: Target = production, disconnected: Set<String> = [], cleared: Set<String> = [], version: Int64? = 7,
    minGap: Duration = .seconds(60), maxGap: Duration = .seconds(3 * 3600), nonce: String = "nonce", on store: any StrikeStore
  ) async throws -> CountResult? {
    let memory = try await store.recall([target])[target]
    let count = count(
      id, target, disconnected: disconnected, cleared: cleared, version: version, after: memory ?? Memory(), minGap: minGap,
      maxGap: maxGap, nonce: nonce)
    return await store.count([count])[target]
  }

  /// What one sweep counts, on this memory.
  func count(
    _ id: String, _ target: Target = production, disconnected: Set<String> = [], cleared: Set<String> = [], version: Int64? = 7,
    after memory: Memory, minGap: Duration = .seconds(60), maxGap: Duration = .seconds(3 * 3600), nonce: String = "nonce"
  ) -> TargetCount {
    let mark = SweepMark(id: id, at: clock.now)
    var advances: [String: Advance] = [:]
    for instance in disconnected {
      let sighting = Sighting(
        containerInstance: instance, ec2Instance: "i-0123456789abcdef0", agentConnected: false, status: "ACTIVE", version: version)
      advances[instance] = StrikeRecord.advance(
        memory.records[instance], sighting: sighting, facts: InstanceFacts(ec2State: "running"), lastSweep: memory.swept, sweep: mark,
        policy: Policy())
    }
    return TargetCount(
      target: target, sweep: mark, previous: memory.swept, nonce: nonce, minGap: minGap, maxGap: maxGap, advances: advances,
      cleared: cleared)
  }

  /// What is remembered of a target.
  func memory(of target: Target = production, on store: any StrikeStore) async throws -> Memory {
    try await store.recall([target])[target] ?? Memory()
  }

  /// A remediation's journal entry, claimed until 5 minutes from now.
  func entry(_ ec2Instance: String = "i-0123456789abcdef0", _ target: Target = production, owner: String, step: Step = .tag) -> JournalEntry
  {
    JournalEntry(
      target: target, ec2Instance: ec2Instance, containerInstance: "a", sweepID: "sweep of \(owner)", owner: owner,
      expiresAt: clock.now + .seconds(300), step: step)
  }
}
