public import AgentHealth
import Redis

extension RedisStore {
  /// Takes all turns at once, then sends the blocks of those that were won.
  ///
  /// A count that is not the expected one is set to 1 by a block of its own: somebody else has counted at the same time, or the count was evicted.
  public func count(_ counts: [TargetCount]) async -> [Target: CountResult] {
    var results: [Target: CountResult] = [:]
    if access == .readOnly {
      for count in counts { results[count.target] = .failed(StoreError.readOnly(name).message) }
      return results
    }
    var won: [TargetCount] = []
    // Only commands for people look into the index: without it a sweep goes on as well.
    do { try await index(counts) } catch {}
    await withTaskGroup(of: (TargetCount, Turn).self) { group in
      for count in counts { group.addTask { (count, count.isTooSoon ? .elsewhere : await takeTurn(count)) } }
      for await (count, turn) in group {
        if turn == .won { won.append(count) } else { results[count.target] = turn.result }
      }
    }

    await withTaskGroup(of: (Target, CountResult).self) { group in
      var waiting = won[...]
      for count in waiting.prefix(Self.targetsAtOnce) { group.addTask { (count.target, await write(count)) } }
      waiting = waiting.dropFirst(Self.targetsAtOnce)
      for await (target, result) in group {
        results[target] = result
        if let count = waiting.popFirst() { group.addTask { (count.target, await write(count)) } }
      }
    }
    return results
  }

  /// Notes which targets there are, before they can have strikes.
  private func index(_ counts: [TargetCount]) async throws(StoreError) {
    guard let now = counts.first?.sweep.at else { return }
    for start in stride(from: 0, to: counts.count, by: 500) {
      let members = counts[start..<min(start + 500, counts.count)].flatMap { [String($0.sweep.at.milliseconds), $0.target.redisText] }
      _ = try await run(
        LayoutScripts.index, keys: [keys.targets],
        arguments: [String((now - StoreLayout.markLifetime).milliseconds), StoreLayout.markLifetime.redisText] + members)
    }
  }

  /// How many targets' blocks are under way at once: enough to fill the connection, and few enough that memory does not grow with the fleet.
  private static let targetsAtOnce = 64

  /// Sends the blocks of one target, each when the one before it was answered. The client's pipeline mixes those of many targets.
  ///
  /// A block that was refused ends it: without the mark nothing of this count is trusted, and the same sweep may try again. One whose answer
  /// was lost may be there or not, which its `seen` will say to the next sweep; the others go on.
  private func write(_ count: TargetCount) async -> CountResult {
    var outcome = CountOutcome(unexpected: count.strikesOfRetry)
    for block in CountBlock.blocks(of: count, keys: keys) {
      let result = await apply(block)
      outcome.add(block, result)
      if case .refused = result { break }
    }
    if !outcome.unexpected.isEmpty {
      // Whatever becomes of it: these are reported as unknown, and until it is applied the two copies of their count differ.
      _ = await apply(CountBlock.restart(outcome.unexpected, in: count, resetsIndex: outcome.isIndexDamaged, keys: keys))
    }
    return outcome.result
  }

  /// What became of a turn.
  private enum Turn: Equatable {
    case won
    case elsewhere
    case failed(String)

    var result: CountResult? {
      switch self {
      case .won: nil
      case .elsewhere: .countedElsewhere
      case .failed(let why): .failed(why)
      }
    }
  }

  /// Takes the turn and looks at the mark in one block: were the turn taken after the look, somebody else could have counted in between.
  private func takeTurn(_ count: TargetCount) async -> Turn {
    let look = RedisCommand("GET", keys.swept(count.target))
    do throws(StoreError) {
      let replies: [RESPValue]
      if count.isRetry {
        replies = try await send([look])
      } else {
        let turn = RedisCommand("SET", keys.turn(count.target), count.nonce, "NX", "PX", count.minGap.redisText)
        replies = try await sendTogether([turn, look])
        if try text(replies[0]) == nil { return .elsewhere }
      }
      let reply = replies[replies.count - 1]
      let swept = isWrongType(reply) ? nil : try text(reply).flatMap(SweepMark.init(redisText:))
      return swept == count.previous ? .won : .elsewhere
    } catch {
      return .failed(error.message)
    }
  }
}

/// What became of the blocks of one target.
private struct CountOutcome {
  /// Container instances whose answer was lost.
  var lost: Set<String> = []
  /// Container instances whose answer was not the expected one: their runs begin anew.
  var unexpected: Set<String>
  /// The index holds another type than a set.
  var isIndexDamaged = false

  init(unexpected: Set<String>) {
    self.unexpected = unexpected
  }

  private var refusal: String?
  private var loss: String?
  private var isApplied = false

  mutating func add(_ block: CountBlock, _ result: RedisStore.BlockResult) {
    switch result {
    case .refused(let why): refusal = why
    case .unknown(let why):
      loss = why
      lost.formUnion(block.instances)
    case .applied(let replies):
      isApplied = true
      for (entry, reply) in zip(block.entries, replies) where !entry.accepts(reply) {
        if let instance = entry.instance {
          unexpected.insert(instance)
        } else {
          isIndexDamaged = true
          unexpected.formUnion(block.instances)
        }
      }
    }
  }

  var result: CountResult {
    if let refusal { return .failed(refusal) }
    if let loss, !isApplied { return .failed(loss) }
    return .counted(unknown: lost.union(unexpected))
  }
}

extension CountBlock.Entry {
  /// Whether Redis answered what the sweep took for certain.
  fileprivate func accepts(_ reply: RESPValue) -> Bool {
    switch reply {
    case .error: false
    case .integer(let count): expected == nil || expected == count
    default: expected == nil
    }
  }
}
