import AgentHealth
import Redis

/// One `MULTI`…`EXEC` block of at most 100 container instances of one target: Redis applies all of it or nothing, and nobody sees it half.
///
/// In the block every key gets its TTL, so at no moment is there one without. The block that writes `swept` is a target's last: after a
/// crash between blocks the records of the earlier ones carry the ID of a sweep that never became `swept`, so they are not trusted and
/// their runs begin anew. Strikes are lost, never doubled. Were `swept` written first, the records of the missing blocks would be a sweep
/// behind, which loses them as well; but a retry of the same sweep would take the target for counted and could not mend it.
struct CountBlock: Sendable {
  /// How many container instances a block holds at most.
  static let size = 100

  /// A command, and the container instance that it is about; nil where it is about the block.
  struct Entry: Sendable {
    var command: RedisCommand
    var instance: String?
    /// What `INCR` must answer.
    var expected: Int?
  }

  let target: Target
  var entries: [Entry] = []

  /// The container instances whose records are written here.
  var instances: Set<String> { Set(entries.compactMap(\.instance)) }

  /// The blocks of one target's counts, in the order in which they must be applied.
  static func blocks(of count: TargetCount, keys: RedisKeys) -> [CountBlock] {
    let changes = RecordChange.changes(of: count)
    var blocks: [CountBlock] = []
    for start in stride(from: 0, to: changes.count, by: size) {
      var block = CountBlock(target: count.target)
      block.append(changes[start..<min(start + size, changes.count)], keys: keys, lifetime: count.maxGap)
      blocks.append(block)
    }
    if !count.isRetry {
      if blocks.isEmpty { blocks.append(CountBlock(target: count.target)) }
      let swept = RedisCommand("SET", keys.swept(count.target), count.sweep.redisText, "PX", StoreLayout.markLifetime.redisText)
      blocks[blocks.count - 1].entries.append(Entry(command: swept))
    }
    return blocks
  }

  /// The block that begins these runs anew, where a count was not what the sweep took it for.
  ///
  /// It also makes the index anew, which may be what was damaged: the members that are lost with it are runs that are lost.
  static func restart(_ instances: Set<String>, in count: TargetCount, resetsIndex: Bool, keys: RedisKeys) -> CountBlock {
    var block = CountBlock(target: count.target)
    if resetsIndex { block.entries.append(Entry(command: RedisCommand("DEL", keys.struck(count.target)))) }
    let changes = instances.sorted().compactMap { instance in
      count.advances[instance]?.record.map { RecordChange.set(instance, $0.restarted(by: count.sweep)) }
    }
    block.append(changes[...], keys: keys, lifetime: count.maxGap)
    return block
  }

  private mutating func append(_ changes: ArraySlice<RecordChange>, keys: RedisKeys, lifetime: Duration) {
    let time = lifetime.redisText
    var (struck, cleared): ([String], [String]) = ([], [])
    for change in changes {
      switch change {
      case .strike(let instance, let record):
        let strikes = keys.strikes(target, instance)
        entries.append(Entry(command: RedisCommand("INCR", strikes), instance: instance, expected: record.count))
        entries.append(Entry(command: RedisCommand("PEXPIRE", strikes, time), instance: instance))
        appendRun(record, of: instance, keys: keys, time: time)
        struck.append(instance)
      case .set(let instance, let record):
        entries.append(
          Entry(command: RedisCommand("SET", keys.strikes(target, instance), String(record.count), "PX", time), instance: instance))
        appendRun(record, of: instance, keys: keys, time: time)
        struck.append(instance)
      case .clear(let instance):
        entries.append(Entry(command: RedisCommand(words: ["DEL"] + keys.record(target, instance)), instance: instance))
        cleared.append(instance)
      }
    }
    let index = keys.struck(target)
    if !cleared.isEmpty { entries.append(Entry(command: RedisCommand(words: ["SREM", index] + cleared))) }
    if !struck.isEmpty {
      entries.append(Entry(command: RedisCommand(words: ["SADD", index] + struck)))
      entries.append(Entry(command: RedisCommand("PEXPIRE", index, time)))
    }
  }

  private mutating func appendRun(_ record: StrikeRecord, of instance: String, keys: RedisKeys, time: String) {
    entries.append(Entry(command: RedisCommand("SET", keys.seen(target, instance), record.seen, "PX", time), instance: instance))
    entries.append(Entry(command: RedisCommand("SET", keys.since(target, instance), record.redisText, "PX", time), instance: instance))
  }
}

/// What is to be done with one container instance's record.
private enum RecordChange {
  case strike(String, StrikeRecord)
  case set(String, StrikeRecord)
  case clear(String)

  /// In a fixed order, so that the same count gives the same blocks.
  static func changes(of count: TargetCount) -> [RecordChange] {
    var changes: [RecordChange] = []
    for (instance, advance) in count.advances.sorted(by: { $0.key < $1.key }) where !count.cleared.contains(instance) {
      switch advance {
      case .strike(let record):
        changes.append(count.isRetry ? .set(instance, record.restarted(by: count.sweep)) : .strike(instance, record))
      case .set(let record): changes.append(.set(instance, record))
      case .alreadyCounted, .none: break
      }
    }
    return changes + count.cleared.sorted().map { .clear($0) }
  }
}

extension Duration {
  /// Whole milliseconds as `PX` and `PEXPIRE` take them: at least 1, for Redis refuses less.
  var redisText: String { String(max(milliseconds, 1)) }
}
