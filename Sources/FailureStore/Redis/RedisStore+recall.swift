public import AgentHealth
import Redis
import WireFormats

extension RedisStore {
  /// Reads all targets in one write, then the records of those that are struck in another.
  public func recall(_ targets: [Target]) async throws(StoreError) -> [Target: Memory] {
    let replies = try await send(
      targets.flatMap {
        [RedisCommand("GET", keys.swept($0)), RedisCommand("SMEMBERS", keys.struck($0)), RedisCommand("HGETALL", keys.journal($0))]
      })
    var memories: [Target: Memory] = [:]
    var struck: [(target: Target, instances: [String])] = []
    for (index, target) in targets.enumerated() {
      let (swept, index, journal) = (replies[3 * index], replies[3 * index + 1], replies[3 * index + 2])
      memories[target] = Memory(
        swept: isWrongType(swept) ? nil : try text(swept).flatMap(SweepMark.init(redisText:)), journal: try entries(journal, of: target))
      let instances = isWrongType(index) ? [] : try texts(index).compactMap { $0 }
      for start in stride(from: 0, to: instances.count, by: CountBlock.size) {
        struck.append((target, Array(instances[start..<min(start + CountBlock.size, instances.count)])))
      }
    }
    for (group, reply) in zip(
      struck,
      try await send(struck.map { group in RedisCommand(words: ["MGET"] + group.instances.flatMap { keys.record(group.target, $0) }) }))
    {
      let values = try texts(reply)
      guard values.count == 3 * group.instances.count else { throw unexpected(reply) }
      for (index, instance) in group.instances.enumerated() {
        memories[group.target]?.records[instance] = StrikeRecord(
          strikes: values[3 * index], seen: values[3 * index + 1], since: values[3 * index + 2])
      }
    }
    return memories
  }

  /// The journal of a target. An entry that cannot be read is none: the remediation tag on the instance is the durable record.
  private func entries(_ reply: RESPValue, of target: Target) throws(StoreError) -> [String: JournalEntry] {
    if isWrongType(reply) { return [:] }
    let texts = try texts(reply)
    var entries: [String: JournalEntry] = [:]
    for index in stride(from: 0, to: texts.count - 1, by: 2) {
      guard let field = texts[index], let value = texts[index + 1], let stored = StoredEntry(json: value) else { continue }
      if stored.ec2Instance == field { entries[field] = stored.of(target) }
    }
    return entries
  }
}
