import Redis

extension RedisStore {
  /// Sends commands in one pipeline; an answer for each.
  func send(_ commands: [RedisCommand], isCancellable: Bool = true) async throws(StoreError) -> [RESPValue] {
    if commands.isEmpty { return [] }
    do { return try await client.pipeline(commands, isCancellable: isCancellable) } catch { throw StoreError(.unavailable, error.message) }
  }

  /// What became of a block.
  enum BlockResult: Sendable {
    /// Carried out; an answer for each command.
    case applied([RESPValue])
    /// Not carried out: one line says why.
    case refused(String)
    /// The answer was lost: carried out or not, and never sent again.
    case unknown(String)
  }

  /// Sends one block.
  func apply(_ block: CountBlock) async -> BlockResult {
    do {
      switch try await client.transaction(block.entries.map(\.command)) {
      case .applied(let replies): return .applied(replies)
      case .refused(let reason): return .refused("\(name): \(reason)")
      case .unknown(let error): return .unknown(error.message)
      }
    } catch {
      return .refused(error.message)
    }
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
