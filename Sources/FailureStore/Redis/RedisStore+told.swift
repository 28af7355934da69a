public import AgentHealth
import Redis

extension RedisStore {
  /// What was told last.
  public func told(_ targets: [Target]) async throws(StoreError) -> [Target: [String: String]] {
    let replies = try await send(targets.map { RedisCommand("HGETALL", keys.told($0)) })
    var told: [Target: [String: String]] = [:]
    for (target, reply) in zip(targets, replies) { told[target] = try fields(reply) }
    return told
  }

  /// Notes what was told.
  public func tell(_ changes: [String: String?], of target: Target) async throws(StoreError) {
    if changes.isEmpty { return }
    let (key, sorted) = (keys.told(target), changes.sorted { $0.key < $1.key })
    let told = sorted.flatMap { instance, text in text.map { [instance, $0] } ?? [] }
    let forgotten = sorted.compactMap { $0.value == nil ? $0.key : nil }
    var commands: [RedisCommand] = []
    if !told.isEmpty { commands.append(RedisCommand(words: ["HSET", key] + told)) }
    if !forgotten.isEmpty { commands.append(RedisCommand(words: ["HDEL", key] + forgotten)) }
    try await change(commands + [RedisCommand("PEXPIRE", key, StoreLayout.toldLifetime.redisText)])
  }
}
