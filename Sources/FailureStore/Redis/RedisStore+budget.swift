public import AgentHealth
import Redis

extension RedisStore {
  /// Takes places in the budgets, by the server's clock.
  public func claimBudget(_ claims: [BudgetClaim], sweepID: String) async throws(StoreError) -> [BudgetAnswer] {
    if claims.isEmpty { return [] }
    let lifetimes = [BudgetBook.window, BudgetBook.placeLifetime, BudgetBook.sweepLifetime].map(\.redisText)
    let reply = try await evaluate(
      BudgetScripts.claim, keys: [keys.begun, keys.open, keys.granted(sweepID)], arguments: lifetimes + claims.flatMap(\.redisTexts))
    let answers = try texts(reply).map { $0.flatMap(BudgetAnswer.init(redisText:)) }
    guard answers.count == claims.count, !answers.contains(nil) else { throw unexpected(reply) }
    return answers.compactMap(\.self)
  }

  /// What the budgets look like. Times are the server's.
  public func budget(sweepID: String) async throws(StoreError) -> BudgetBook {
    let replies = try await send([
      RedisCommand("ZRANGE", keys.begun, "0", "-1", "WITHSCORES"), RedisCommand("ZRANGE", keys.open, "0", "-1", "WITHSCORES"),
      RedisCommand("SMEMBERS", keys.granted(sweepID)),
    ])
    var book = BudgetBook()
    for (instance, time) in try scores(replies[0]) { book.begun[instance] = time }
    for (member, until) in try scores(replies[1]) {
      let parts = member.split(separator: "\t", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 3 { book.open[parts[0]] = .init(cluster: parts[1], group: parts[2].isEmpty ? nil : parts[2], until: until) }
    }
    let granted = Set(try texts(replies[2]).compactMap { $0 })
    if !granted.isEmpty {
      book.sweeps[sweepID] = .init(instances: granted, until: Timestamp(milliseconds: .max))
    }
    return book
  }

  /// Takes back what was granted and never begun.
  public func releaseBudget(_ instance: String, sweepID: String) async throws(StoreError) {
    _ = try await run(BudgetScripts.release, keys: [keys.open, keys.begun, keys.granted(sweepID)], arguments: [instance])
  }

  /// Frees a place.
  public func settleBudget(_ instance: String) async throws(StoreError) {
    _ = try await run(BudgetScripts.settle, keys: [keys.open], arguments: [instance])
  }

  private func scores(_ reply: RESPValue) throws(StoreError) -> [(String, Timestamp)] {
    let texts = try texts(reply)
    var scores: [(String, Timestamp)] = []
    for index in stride(from: 0, to: texts.count - 1, by: 2) {
      if let member = texts[index], let score = texts[index + 1].flatMap(Double.init) {
        scores.append((member, Timestamp(seconds: score / 1000)))
      }
    }
    return scores
  }
}

extension BudgetClaim {
  /// The eight arguments of one claim.
  fileprivate var redisTexts: [String] {
    [instance, cluster, group ?? "", isOpen ? "1" : "0"]
      + [limits.perHour, limits.perSweep, limits.perGroup, limits.perCluster].map(String.init)
  }
}

extension BudgetAnswer {
  /// Reads `granted` or `<reason> <count>`; nil for anything else.
  fileprivate init?(redisText text: String) {
    if text == "granted" {
      self = .granted
      return
    }
    let parts = text.split(separator: " ").map(String.init)
    guard parts.count == 2, let count = Int(parts[1]), let reason = Reason(rawValue: parts[0]) else { return nil }
    guard [.perHour, .perSweep, .perGroup, .perCluster, .duplicateRegistration].contains(reason) else { return nil }
    self = .refused(reason, count: count)
  }
}
