import Network
import TestSupport

/// A server that speaks enough RESP to be asked, and breaks off where a test wants it to.
struct FakeRedis: Sendable {
  /// What it does when a command has been read.
  enum Answer: Sendable {
    /// As a working, empty Redis would.
    case usual
    /// These bytes instead.
    case bytes(String)
    /// The end of the connection, unanswered.
    case close
  }

  let port: Int
  private let log: Lock<[[String]]>

  /// Every command that was read, in order, on whatever connection.
  var commands: [[String]] { log.withLock { $0 } }
  func count(of name: String) -> Int { commands.filter { $0.first == name }.count }

  /// Runs a server. `answer` gets each command's words and how many of this name there were before it.
  static func with<Result>(
    _ answer: @escaping @Sendable ([String], _ earlier: Int) -> Answer, during body: (FakeRedis) async throws -> Result
  ) async throws -> Result {
    let log = Lock<[[String]]>([])
    return try await withLoopbackListener({ socket in
      var buffer: [UInt8] = []
      var queued: [String]?
      while true {
        while let words = command(&buffer) {
          let earlier = log.withLock { log in
            log.append(words)
            return log.filter { $0.first == words.first }.count - 1
          }
          switch answer(words, earlier) {
          case .close: return
          case .bytes(let text): socket.write(Array(text.utf8))
          case .usual: socket.write(Array(usual(words, &queued).utf8))
          }
        }
        guard let bytes = socket.read(), !bytes.isEmpty else { return }
        buffer += bytes
      }
    }) { listener in
      try await body(FakeRedis(port: listener.port, log: log))
    }
  }

  private static func usual(_ words: [String], _ queued: inout [String]?) -> String {
    switch words.first ?? "" {
    case "MULTI":
      queued = []
      return "+OK\r\n"
    case "EXEC":
      let answers = queued ?? []
      queued = nil
      return "*\(answers.count)\r\n" + answers.joined()
    case let name:
      let answer = ["GET": "$-1\r\n", "SET": "+OK\r\n", "SELECT": "+OK\r\n", "CLIENT": "+OK\r\n"][name] ?? ":1\r\n"
      if queued == nil { return answer }
      queued?.append(answer)
      return "+QUEUED\r\n"
    }
  }

  /// Takes one whole command from the front of `buffer`.
  private static func command(_ buffer: inout [UInt8]) -> [String]? {
    var at = 0
    func number(_ mark: UInt8) -> Int? {
      guard at < buffer.count, buffer[at] == mark, let end = buffer[at...].firstIndex(of: 13), end + 1 < buffer.count else { return nil }
      defer { at = end + 2 }
      return Int(String(decoding: buffer[(at + 1)..<end], as: UTF8.self))
    }
    guard let count = number(UInt8(ascii: "*")) else { return nil }
    var words: [String] = []
    for _ in 0..<count {
      guard let size = number(UInt8(ascii: "$")), at + size + 2 <= buffer.count else { return nil }
      words.append(String(decoding: buffer[at..<(at + size)], as: UTF8.self))
      at += size + 2
    }
    buffer.removeFirst(at)
    return words
  }
}
