import Testing

@testable import Redis

/// Known answers of redis-server 7.0.15 (`CLUSTER KEYSLOT`) and of the cluster specification.
@Suite("Slots")
struct SlotTests {
  @Test(
    "a key lies in the slot of its hash tag, or of its whole",
    arguments: [
      ("123456789", 12739), ("foo", 12182), ("bar", 5061), ("", 0), ("{x}", 16287), ("{x}a", 16287), ("a{b}c{d}", 3300), ("b", 3300),
      ("{}a", 10875), ("sentinel:{123}:k", 5970), ("123", 5970),
    ])
  func slot(key: String, slot: Int) {
    #expect(KeySlot.slot(of: Array(key.utf8)) == slot)
  }

  @Test("a tag that is not closed is none")
  func openTag() {
    #expect(KeySlot.slot(of: Array("{abc".utf8)) == Int(KeySlot.crc(Array("{abc".utf8)[...])) % 16384)
    #expect(KeySlot.slot(of: Array("}a{b}".utf8)) == 3300)
  }

  @Test("a command knows its key")
  func keys() {
    let known: [(RedisCommand, String?)] = [
      (RedisCommand("GET", "k"), "k"), (RedisCommand("set", "k", "v"), "k"), (RedisCommand("MGET", "a", "b"), "a"),
      (RedisCommand("EVAL", "return 1", "2", "a", "b"), "a"), (RedisCommand("EVAL", "return 1", "0", "x"), nil),
      (RedisCommand("EVALSHA", "e0e1", "1", "a"), "a"), (RedisCommand("PING"), nil), (RedisCommand("ECHO", "k"), nil),
      (RedisCommand("GET", ""), ""), (RedisCommand("client", "SETNAME", "x"), nil), (RedisCommand("DBSIZE"), nil),
      (RedisCommand("GET"), nil),
    ]
    for (command, key) in known {
      #expect(command.key == key.map { Array($0.utf8) }, "\(String(decoding: command.encoded, as: UTF8.self))")
    }
  }

  private static let asked = RedisAddress(host: "cfg.example", port: 6379)

  private static func node(_ host: RESPValue, _ port: Int, _ metadata: [RESPValue]? = nil) -> RESPValue {
    .array([host, .integer(port), .bulk(Array("id".utf8))] + (metadata.map { [.array($0)] } ?? []))
  }

  private static func text(_ text: String) -> RESPValue { .bulk(Array(text.utf8)) }

  @Test("the map is read as servers of all ages write it: a missing host is the one that was asked")
  func map() throws {
    let reply = RESPValue.array([
      .array([.integer(0), .integer(99), Self.node(Self.text("10.0.0.1"), 7000), Self.node(Self.text("10.0.0.9"), 7009)]),
      .array([.integer(100), .integer(100), Self.node(.null, 7001, [])]),
      .array([.integer(101), .integer(200), Self.node(Self.text(""), 7002)]),
      .array([.integer(300), .integer(16383), Self.node(Self.text("?"), 7003)]),
    ])
    let map = try #require(SlotMap(reply, from: Self.asked, isTLS: false))
    let owners = [0, 99, 100, 101, 200, 201, 299, 300, 16383].map { map.owner(of: $0)?.description }
    let (a, b, c, d) = ("10.0.0.1:7000", "cfg.example:7001", "cfg.example:7002", "cfg.example:7003")
    #expect(owners == [a, a, b, c, c, nil, nil, d, d])
  }

  @Test("with TLS a node goes by its name, also where a redirection says its address")
  func names() throws {
    let metadata = [Self.text("hostname"), Self.text("node-1.example")]
    let reply = RESPValue.array([.array([.integer(0), .integer(16383), Self.node(Self.text("10.0.0.1"), 7000, metadata)])])
    var map = try #require(SlotMap(reply, from: Self.asked, isTLS: true))
    #expect(map.owner(of: 5)?.description == "node-1.example:7000")
    map.move(5, to: RedisAddress(host: "10.0.0.1", port: 7000))
    #expect(map.owner(of: 5)?.description == "node-1.example:7000")
    map.move(5, to: RedisAddress(host: "10.0.0.2", port: 7000))
    #expect(map.owner(of: 5)?.description == "10.0.0.2:7000" && map.owner(of: 6)?.description == "node-1.example:7000")
    #expect(SlotMap(reply, from: Self.asked, isTLS: false)?.owner(of: 5)?.description == "10.0.0.1:7000")
  }

  @Test("what is no map is none")
  func noMap() {
    let broken: [RESPValue] = [
      .error("ERR This instance has cluster support disabled"), .status("OK"), .array([.integer(1)]),
      .array([.array([.integer(5), .integer(4), Self.node(.null, 1)])]),
      .array([.array([.integer(0), .integer(16384), Self.node(.null, 1)])]),
      .array([.array([.integer(0), .integer(1), Self.node(.null, 0)])]), .array([.array([.integer(0), .integer(1), .array([])])]),
    ]
    for reply in broken { #expect(SlotMap(reply, from: Self.asked, isTLS: false) == nil) }
  }

  @Test("refusals are read by their first word, and others stand")
  func refusals() {
    let here = RedisAddress(host: "here", port: 1)
    #expect(Refusal("MOVED 12182 10.0.0.1:7000", from: here) == .moved(slot: 12182, to: RedisAddress(host: "10.0.0.1", port: 7000)))
    #expect(Refusal("MOVED 1 :7000", from: here) == .moved(slot: 1, to: RedisAddress(host: "here", port: 7000)))
    #expect(Refusal("MOVED 1 ?:7000", from: here) == .moved(slot: 1, to: RedisAddress(host: "here", port: 7000)))
    #expect(Refusal("ASK 1 ::1:7000", from: here) == .ask(at: RedisAddress(host: "::1", port: 7000)))
    #expect(Refusal("ASK 1 node-1.example:7000", from: here) == .ask(at: RedisAddress(host: "node-1.example", port: 7000)))
    for text in ["TRYAGAIN Multiple keys request during rehashing of slot", "CLUSTERDOWN The cluster is down", "LOADING Redis is loading"] {
      #expect(Refusal(text, from: here) == .later)
    }
    for text in ["READONLY You can't write", "MASTERDOWN Link with MASTER is down"] { #expect(Refusal(text, from: here) == .demoted) }
    for text in [
      "", "ERR x", "CROSSSLOT x", "MOVED", "MOVED x 1:1", "MOVED 16384 a:1", "MOVED 1 a:0", "MOVED 1 a", "NOPERM x", "OOM x", "moved 1 a:1",
    ] {
      #expect(Refusal(text, from: here) == nil, "\(text)")
    }
  }

  @Test("waits grow twofold up to two seconds, and are between half and the whole of that")
  func backoff() {
    let backoff = Backoff(base: .milliseconds(200))
    #expect((1...6).map { backoff.delay(after: $0, random: 1) } == [200, 400, 800, 1600, 2000, 2000].map { .milliseconds($0) })
    #expect(backoff.delay(after: 1, random: 0) == .milliseconds(100) && backoff.delay(after: 90, random: 0) == .seconds(1))
  }
}
