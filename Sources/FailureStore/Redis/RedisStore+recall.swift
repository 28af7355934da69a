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

  /// The index of targets, and when each was counted last.
  public func targets() async throws(StoreError) -> [Target: Timestamp] {
    let texts = try texts(try await send([RedisCommand("ZRANGE", keys.targets, "0", "-1", "WITHSCORES")])[0])
    var targets: [Target: Timestamp] = [:]
    for index in stride(from: 0, to: texts.count - 1, by: 2) {
      guard let member = texts[index], let target = Target(redisText: member), let score = texts[index + 1].flatMap(Double.init) else {
        continue
      }
      targets[target] = Timestamp(seconds: score / 1000)
    }
    return targets
  }

  /// Removes strikes.
  public func clear(_ instances: Set<String>, of target: Target) async throws(StoreError) {
    if instances.isEmpty { return }
    let instances = instances.sorted()
    try await change([
      RedisCommand(words: ["DEL"] + instances.flatMap { keys.record(target, $0) }),
      RedisCommand(words: ["SREM", keys.struck(target)] + instances),
    ])
  }

  /// The journal of a target. An entry that cannot be read is none: the remediation tag on the instance is the durable record.
  private func entries(_ reply: RESPValue, of target: Target) throws(StoreError) -> [String: JournalEntry] {
    var entries: [String: JournalEntry] = [:]
    for (field, value) in try fields(reply) {
      if let stored = StoredEntry(json: value), stored.ec2Instance == field { entries[field] = stored.of(target) }
    }
    return entries
  }
}
