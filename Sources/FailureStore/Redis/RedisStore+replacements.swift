public import AgentHealth
import Redis

extension RedisStore {
  /// What groups were told to replace, in one pipeline.
  public func replacements(in groups: [String], region: String) async throws(StoreError) -> [String: [Replacement]] {
    let replies = try await send(groups.map { RedisCommand("HGETALL", keys.replaced($0, region)) })
    var found: [String: [Replacement]] = [:]
    for (group, reply) in zip(groups, replies) {
      if isWrongType(reply) { throw damaged(group, region) }
      found[group] = try fields(reply).sorted { $0.key < $1.key }.map { instance, text throws(StoreError) in
        guard let replacement = Replacement(ec2Instance: instance, redisText: text) else { throw damaged(group, region) }
        return replacement
      }
    }
    return found
  }

  /// Notes one that a group was told to replace.
  public func note(_ replacement: Replacement, in group: String, region: String) async throws(StoreError) {
    let key = keys.replaced(group, region)
    try await change([
      RedisCommand("HSET", key, replacement.ec2Instance, replacement.redisText),
      RedisCommand("PEXPIRE", key, Replacement.memory.redisText),
    ])
  }

  /// Forgets those of a group.
  public func forgetReplacements(in group: String, region: String) async throws(StoreError) -> Bool {
    if access == .readOnly { throw StoreError.readOnly(name) }
    let replies = try await send([RedisCommand("DEL", keys.replaced(group, region))])
    guard case .integer(let removed) = replies[0] else { throw unexpected(replies[0]) }
    return removed > 0
  }

  private func damaged(_ group: String, _ region: String) -> StoreError {
    StoreError(.unavailable, "\(name): key \(keys.replaced(group, region)) was not written by ecs-agent-monitor")
  }
}

extension Replacement {
  /// `<ms> <template or nothing>`: a value of key `replaced`.
  fileprivate var redisText: String { "\(at.milliseconds) \(template ?? "")" }

  /// Reads ``redisText``; nil where it is anything else.
  fileprivate init?(ec2Instance: String, redisText text: String) {
    let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let at = Timestamp(redisText: parts[0]) else { return nil }
    self.init(ec2Instance: ec2Instance, at: at, template: parts[1].isEmpty ? nil : String(parts[1]))
  }
}
