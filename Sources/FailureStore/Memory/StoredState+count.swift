import AgentHealth

extension StoredState {
  /// Takes one target's turn and writes its counts.
  mutating func count(_ count: TargetCount, at now: Timestamp) -> CountResult {
    if count.isTooSoon { return .countedElsewhere }
    var stored = targets[count.target] ?? StoredTarget()
    if !count.isRetry {
      guard stored.takeTurn(count.nonce, minGap: count.minGap, at: now) else { return .countedElsewhere }
    }
    defer { targets[count.target] = stored }
    guard stored.swept?.value(at: now) == count.previous else { return .countedElsewhere }

    let unknown = stored.write(count, at: now)
    if !count.isRetry { stored.swept = Expiring(value: count.sweep, expiresAt: now + StoreLayout.markLifetime) }
    return .counted(unknown: unknown)
  }
}

extension StoredTarget {
  /// Writes the records, and names those whose stored count was not what the sweep took it for.
  fileprivate mutating func write(_ count: TargetCount, at now: Timestamp) -> Set<String> {
    var unknown: Set<String> = []
    let end = now + count.maxGap
    for (instance, advance) in count.advances {
      switch advance {
      case .strike(let record):
        let stored = records[instance]?.value(at: now)?.count
        if stored == record.count - 1, !count.isRetry {
          records[instance] = Expiring(value: record, expiresAt: end)
        } else {
          records[instance] = Expiring(value: record.restarted(by: count.sweep), expiresAt: end)
          unknown.insert(instance)
        }
      case .set(let record): records[instance] = Expiring(value: record, expiresAt: end)
      case .alreadyCounted, .none: break
      }
    }
    for instance in count.cleared { records[instance] = nil }
    return unknown
  }
}
