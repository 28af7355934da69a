public import AgentHealth
import Redis

extension RedisStore {
  /// All pauses, one field for each scope.
  public func pauses() async throws(StoreError) -> Pauses {
    let reply = try await send([RedisCommand("HGETALL", keys.pause)])[0]
    if isWrongType(reply) { return Pauses(unreadable: "\(name): key \(keys.pause) was not written by ecs-agent-monitor") }
    var pauses = Pauses()
    for (field, value) in try fields(reply) {
      // A pause that stands in another scope's place is not the one that was written there.
      if let pause = StoredPause(json: value)?.pause, pause.scope.description == field {
        pauses.list.append(pause)
      } else {
        pauses.unreadable = "\(name): field '\(field)' of key \(keys.pause) was not written by ecs-agent-monitor"
      }
    }
    pauses.list.sort { $0.scope < $1.scope }
    return pauses
  }

  /// Pauses a scope.
  public func pause(_ pause: Pause) async throws(StoreError) {
    try await change([RedisCommand("HSET", keys.pause, pause.scope.description, StoredPause(pause).json)])
  }

  /// Ends the pause of a scope, also one that cannot be read.
  public func resume(_ scope: PauseScope) async throws(StoreError) -> Bool {
    try await run("return redis.call('HDEL', KEYS[1], ARGV[1])", keys: [keys.pause], arguments: [scope.description]) == 1
  }

  /// Ends all pauses.
  public func resumeAll() async throws(StoreError) {
    try await change([RedisCommand("DEL", keys.pause)])
  }
}
