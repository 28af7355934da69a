/// What became of a `MULTI`…`EXEC` block that was sent.
public enum TransactionResult: Sendable, Equatable {
  /// All commands were carried out, with nothing of others in between. One reply for each; one may be an error of that command alone.
  case applied([RESPValue])
  /// No command was carried out; the server's reason, such as `MOVED 1234 10.0.0.1:6379` or `READONLY …`.
  case refused(String)
  /// The answer was lost, or tells of neither: some, all or none was carried out.
  case unknown(RedisError)

  /// Reads the replies to `MULTI`, each command, and `EXEC`.
  init(replies: [RESPValue]) {
    guard let multi = replies.first, let exec = replies.last, replies.count >= 3 else {
      self = .unknown(RedisError(.protocol, "a transaction with too few replies", wasSent: true))
      return
    }
    let queued = replies[1..<(replies.count - 1)]
    if case .error(let reason) = multi {
      // Without MULTI the server ran each command by itself. Only when it refused them all is it certain that nothing happened.
      let isRefused = queued.allSatisfy { $0.errorCode != nil }
      self = isRefused ? .refused(reason) : .unknown(RedisError(.protocol, "the server did not begin a transaction", wasSent: true))
      return
    }
    switch exec {
    case .array(let values) where values.count == queued.count:
      self = .applied(values)
    case .error(let reason):
      let first = queued.compactMap { reply in if case .error(let text) = reply { text } else { nil } }.first
      // What is wrong with the whole block, such as a replica's READONLY, stands behind EXEC's own code.
      self = .refused(first ?? reason.dropping(prefix: "EXECABORT Transaction discarded because of: "))
    default:
      self = .unknown(RedisError(.protocol, "the server's answer to a transaction is not valid", wasSent: true))
    }
  }
}

extension String {
  fileprivate func dropping(prefix: String) -> String {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
  }
}
