import Testing

@testable import Redis

@Suite("The Redis protocol")
struct RESPTests {
  private static let stream = Array(
    "+OK\r\n:-42\r\n$5\r\nhe\0lo\r\n$-1\r\n$0\r\n\r\n*-1\r\n*0\r\n*3\r\n:1\r\n*2\r\n$1\r\na\r\n-ERR no\r\n$-1\r\n-MOVED 1 h:1\r\n".utf8)
  private static let values: [RESPValue] = [
    .status("OK"), .integer(-42), .bulk(Array("he\0lo".utf8)), .null, .bulk([]), .null, .array([]),
    .array([.integer(1), .array([.bulk([97]), .error("ERR no")]), .null]), .error("MOVED 1 h:1"),
  ]

  @Test("a stream gives the same replies wherever it is cut")
  func cuts() throws {
    for cut in 0...Self.stream.count {
      let decoder = try RESPDecoder()
      let first = try decoder.replies(completedBy: Array(Self.stream[..<cut]))
      let second = try decoder.replies(completedBy: Array(Self.stream[cut...]))
      #expect(first + second == Self.values)
    }
    let decoder = try RESPDecoder()
    let single = try Self.stream.flatMap { try decoder.replies(completedBy: [$0]) }
    #expect(single == Self.values)
  }

  @Test("what is no reply is an error", arguments: ["?\r\n", "HTTP/1.1 400 Bad Request\r\n", "*2000000000000\r\n", "\0"])
  func garbage(_ text: String) throws {
    let decoder = try RESPDecoder()
    let error = #expect(throws: RedisError.self) { try decoder.replies(completedBy: Array(text.utf8)) }
    #expect(error?.code == .protocol)
  }

  @Test("commands go out as arrays of byte strings, their lengths in bytes")
  func encoding() {
    #expect(
      String(decoding: RedisCommand("SET", "key", "ü\r\n").encoded, as: UTF8.self) == "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$4\r\nü\r\n\r\n")
    #expect(RedisCommand(words: [Array("GET".utf8), [0, 255]]).encoded == Array("*2\r\n$3\r\nGET\r\n$2\r\n".utf8) + [0, 255, 13, 10])
    #expect(RedisCommand("A", "") == RedisCommand(words: ["A", ""]))
    #expect(RedisCommand(words: ["A", ""]) == RedisCommand(words: [Array("A".utf8), []]))
  }

  @Test("values are read as text and numbers where they are such")
  func accessors() {
    #expect(RESPValue.bulk(Array("12".utf8)).int == 12 && RESPValue.integer(3).int == 3 && RESPValue.bulk([120]).int == nil)
    #expect(RESPValue.status("OK").string == "OK" && RESPValue.null.string == nil && RESPValue.integer(1).string == nil)
    #expect(RESPValue.error("MOVED 1 h:1").errorCode == "MOVED" && RESPValue.null.errorCode == nil)
    #expect(RESPValue.array([.null]).elements == [.null] && RESPValue.null.elements == nil)
  }
}

@Suite("The answer to a transaction")
struct TransactionResultTests {
  private static let ok = RESPValue.status("OK")
  private static let queued = RESPValue.status("QUEUED")

  @Test("an array of as many replies as commands means applied, whatever the replies are")
  func applied() {
    let values: [RESPValue] = [.integer(1), .error("WRONGTYPE no")]
    #expect(TransactionResult(replies: [Self.ok, Self.queued, Self.queued, .array(values)]) == .applied(values))
  }

  @Test("an error of EXEC means refused, for the reason of the first refused command")
  func refused() {
    let abort = RESPValue.error("EXECABORT Transaction discarded because of previous errors.")
    #expect(TransactionResult(replies: [Self.ok, Self.queued, .error("MOVED 7 h:1"), abort]) == .refused("MOVED 7 h:1"))
    #expect(
      TransactionResult(replies: [Self.ok, Self.queued, abort]) == .refused("EXECABORT Transaction discarded because of previous errors."))
  }

  @Test("without MULTI it is refused only when every command was, else unknown")
  func withoutMulti() {
    let loading = RESPValue.error("LOADING Redis is loading the dataset in memory")
    #expect(TransactionResult(replies: [loading, loading, loading]) == .refused("LOADING Redis is loading the dataset in memory"))
    let result = TransactionResult(replies: [.error("NOPERM no MULTI"), .integer(1), loading, .error("ERR EXEC without MULTI")])
    guard case .unknown = result else { return #expect(Bool(false), "\(result)") }
  }

  @Test(
    "an answer that fits nothing is unknown",
    arguments: [[], [ok], [ok, queued], [ok, queued, .null], [ok, queued, .array([])], [ok, queued, ok]])
  func odd(_ replies: [RESPValue]) {
    let result = TransactionResult(replies: replies)
    guard case .unknown(let error) = result else { return #expect(Bool(false), "\(result)") }
    #expect(error.wasSent)
  }
}
