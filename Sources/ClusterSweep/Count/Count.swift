import AgentHealth
import FailureStore

/// The fifth stage: sightings become strikes, and the store confirms them.
struct Count: Sendable {
  let request: SweepRequest
  let store: any StrikeStore
  /// Why nothing can be counted; nil where the store answered the recall.
  let failure: String?
  let now: Timestamp

  /// An instance's record with how sure it is.
  struct Counted: Sendable {
    var records: [String: StrikeRecord] = [:]
    var unknown: [String: String] = [:]
    var isElsewhere = false
    /// Why the store could not write this target's counts.
    var failure: String?

    /// All that is known of one sighted instance.
    func instanceCase(_ sighting: Sighting, facts: InstanceFacts) -> InstanceCase {
      let id = sighting.containerInstance
      let confirmation: Confirmation = isElsewhere ? .countedElsewhere : unknown[id].map { .unknown($0) } ?? .confirmed
      return InstanceCase(sighting: sighting, record: records[id], facts: facts, confirmation: confirmation)
    }
  }

  /// Counts every target that was read at least in part. `facts` are by EC2 instance ID.
  func run(
    _ observations: [Observation], memories: [Target: Memory], facts: [Target: [String: InstanceFacts]], policies: [Target: Policy]
  ) async -> [Target: Counted] {
    var results: [Target: Counted] = [:]
    var counts: [TargetCount] = []
    for observation in observations {
      let target = observation.target
      if case .failed = observation.coverage { continue }
      if let failure {
        let ids = observation.sightings.map(\.containerInstance)
        results[target] = Counted(unknown: Dictionary(ids.map { ($0, failure) }, uniquingKeysWith: { first, _ in first }))
        continue
      }
      let (memory, policy) = (memories[target] ?? Memory(), policies[target] ?? Policy())
      let advances = advances(observation, memory: memory, facts: facts[target] ?? [:], policy: policy)
      results[target] = Counted(records: advances.compactMapValues(\.record))
      if request.mode == .plan {
        if let swept = memory.swept, swept.id != request.sweepID, now - swept.at < policy.minGap { results[target] = elsewhere(memory) }
        continue
      }
      counts.append(count(observation, memory: memory, advances: advances, policy: policy))
    }
    guard !counts.isEmpty else { return results }
    for (target, result) in await store.count(counts) {
      switch result {
      case .counted(let unknown):
        for id in unknown { results[target]?.unknown[id] = "the store did not confirm this strike" }
      case .countedElsewhere:
        results[target] = elsewhere(memories[target] ?? Memory())
      case .failed(let why):
        results[target]?.failure = why
        for id in results[target]?.records.keys ?? [:].keys { results[target]?.unknown[id] = why }
      }
    }
    return results
  }

  private func elsewhere(_ memory: Memory) -> Counted {
    Counted(records: memory.records, isElsewhere: true)
  }

  private func advances(
    _ observation: Observation, memory: Memory, facts: [String: InstanceFacts], policy: Policy
  ) -> [String: Advance] {
    let sweep = SweepMark(id: request.sweepID, at: now)
    let pairs = observation.sightings.filter { !$0.agentConnected }.map { sighting in
      let advance = StrikeRecord.advance(
        memory.records[sighting.containerInstance], sighting: sighting, facts: facts[sighting.ec2Instance] ?? InstanceFacts(),
        lastSweep: memory.swept, sweep: sweep, policy: policy)
      return (sighting.containerInstance, advance)
    }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  /// Rule 2: strikes are removed only in a target whose read is complete.
  private func count(_ observation: Observation, memory: Memory, advances: [String: Advance], policy: Policy) -> TargetCount {
    let cleared = observation.coverage == .complete ? observation.recovered.union(observation.missing) : []
    return TargetCount(
      target: observation.target, sweep: SweepMark(id: request.sweepID, at: now), previous: memory.swept, nonce: request.attempt,
      minGap: policy.minGap, maxGap: policy.maxGap, advances: advances, cleared: cleared)
  }
}
