public import AgentHealth
import Redis

extension RedisStore {
  /// Writes tallies, and lets go of stale ones.
  public func write(_ tallies: [Tally], region: String) async throws(StoreError) {
    guard let newest = tallies.map(\.at).max() else { return }
    for start in stride(from: 0, to: tallies.count, by: 500) {
      let fields = tallies[start..<min(start + 500, tallies.count)].flatMap { [$0.redisField, $0.redisText] }
      _ = try await run(
        BrakeScripts.write, keys: [keys.tallies(region)],
        arguments: [String((newest - Tally.lifetime).milliseconds), Tally.lifetime.redisText] + fields)
    }
  }

  /// Tallies that are not stale, by this machine's clock when it wrote them.
  public func tallies(region: String) async throws(StoreError) -> [Tally] {
    let replies = try await send([RedisCommand("HGETALL", keys.tallies(region))])
    return try fields(replies[0]).compactMap { Tally(redisField: $0.key, redisText: $0.value) }.sortedByWitness
  }

  /// Writes holds, in one pipeline.
  public func write(_ holds: [String: Hold], region: String) async throws(StoreError) {
    if access == .readOnly { throw StoreError.readOnly(name) }
    let replies = try await send(
      holds.map { RedisCommand("SET", keys.held($0.key, region), $0.value.redisText, "PX", Hold.lifetime.redisText) })
    for reply in replies {
      guard case .status("OK") = reply else { throw unexpected(reply) }
    }
  }

  /// Holds by scope.
  public func holds(_ scopes: [String], region: String) async throws(StoreError) -> [String: Hold] {
    if scopes.isEmpty { return [:] }
    let texts = try texts(try await send([RedisCommand(words: ["MGET"] + scopes.map { keys.held($0, region) })])[0])
    var holds: [String: Hold] = [:]
    for (scope, text) in zip(scopes, texts) {
      guard let text else { continue }
      guard let hold = Hold(redisText: text) else {
        throw StoreError(.unavailable, "\(name): key \(keys.held(scope, region)) was not written by ecs-agent-monitor")
      }
      holds[scope] = hold
    }
    return holds
  }
}

/// The script on a Region's tallies.
private enum BrakeScripts {
  /// Writes fields and removes stale ones. `KEYS`: tallies. `ARGV`: end of what is stale, TTL, both in ms; then fields and values.
  static let write = """
    local held = redis.pcall('HGETALL', KEYS[1])
    if held.err then redis.call('DEL', KEYS[1]) else
      for i = 1, #held, 2 do
        local at = tonumber(string.match(held[i + 1], '^%d+ %d+ (%d+)$'))
        if not at or at <= tonumber(ARGV[1]) then redis.call('HDEL', KEYS[1], held[i]) end
      end
    end
    for i = 3, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    return 1
    """
}
