import Redis

extension RedisStore {
  /// Sends commands in one pipeline; an answer for each.
  func send(_ commands: [RedisCommand], isCancellable: Bool = true) async throws(StoreError) -> [RESPValue] {
    if commands.isEmpty { return [] }
    do { return try await client.pipeline(commands, isCancellable: isCancellable) } catch { throw StoreError(.unavailable, error.message) }
  }

  /// Runs a script that writes, and gives its answer. Once it is asked for, its answer is waited for.
  func evaluate(_ script: String, keys: [String], arguments: [String]) async throws(StoreError) -> RESPValue {
    if access == .readOnly { throw StoreError.readOnly(name) }
    let replies = try await send([RedisCommand(words: ["EVAL", script, String(keys.count)] + keys + arguments)], isCancellable: false)
    return replies[0]
  }

  /// Runs a script that answers a number.
  func run(_ script: String, keys: [String], arguments: [String]) async throws(StoreError) -> Int {
    let reply = try await evaluate(script, keys: keys, arguments: arguments)
    guard case .integer(let answer) = reply else { throw unexpected(reply) }
    return answer
  }

  /// Sends a block that is a whole change of its own; an error where it is not known to have been carried out.
  func change(_ commands: [RedisCommand]) async throws(StoreError) {
    if access == .readOnly { throw StoreError.readOnly(name) }
    if let failed = try await sendTogether(commands).first(where: { $0.errorCode != nil }) { throw unexpected(failed) }
  }

  /// Sends commands that are carried out together or not at all; an answer for each. In `send`, one that is refused for now comes after the others.
  func sendTogether(_ commands: [RedisCommand]) async throws(StoreError) -> [RESPValue] {
    let result: TransactionResult
    do { result = try await client.transaction(commands) } catch { throw StoreError(.unavailable, error.message) }
    switch result {
    case .applied(let replies): return replies
    case .refused(let reason): throw StoreError(.unavailable, "\(name): \(reason)")
    case .unknown(let error): throw StoreError(.unavailable, error.message)
    }
  }

  /// The fields of a hash. A key of another type is damage: it holds none of ours.
  func fields(_ reply: RESPValue) throws(StoreError) -> [String: String] {
    if isWrongType(reply) { return [:] }
    let texts = try texts(reply)
    var fields: [String: String] = [:]
    for index in stride(from: 0, to: texts.count - 1, by: 2) {
      if let field = texts[index], let value = texts[index + 1] { fields[field] = value }
    }
    return fields
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
