import Redis

extension RedisStore {
  /// Sends commands in one write; an answer for each.
  func send(_ commands: [RedisCommand]) async throws(StoreError) -> [RESPValue] {
    if commands.isEmpty { return [] }
    do { return try await client.pipeline(commands) } catch { throw StoreError(.unavailable, "\(name): \(error.message)") }
  }

  /// Sends blocks in one write. Each is applied whole, or refused whole, or its answer was lost: then it is never sent again.
  func apply(_ blocks: [CountBlock]) async -> [TransactionResult] {
    if blocks.isEmpty { return [] }
    return await client.transactions(blocks.map { $0.entries.map(\.command) })
  }

  /// A text, or nil where there is none.
  func text(_ reply: RESPValue) throws(StoreError) -> String? {
    switch reply {
    case .status, .bulk: return reply.string
    case .null: return nil
    default: throw unexpected(reply)
    }
  }

  /// The elements of an array, texts or nil.
  func texts(_ reply: RESPValue) throws(StoreError) -> [String?] {
    guard case .array(let elements) = reply else { throw unexpected(reply) }
    var texts: [String?] = []
    for element in elements { texts.append(try text(element)) }
    return texts
  }

  /// Whether the key holds another type than ours. That is damage, and damage is no record, never a failure.
  func isWrongType(_ reply: RESPValue) -> Bool {
    reply.errorCode == "WRONGTYPE"
  }

  func unexpected(_ reply: RESPValue) -> StoreError {
    if case .error(let message) = reply { return StoreError(.unavailable, "\(name): \(message)") }
    return StoreError(.unavailable, "\(name): found an answer of another kind than its command has")
  }
}
