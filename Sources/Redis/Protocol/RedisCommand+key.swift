extension RedisCommand {
  /// The first key that the command is about, which says where in a cluster it goes; nil for a command about none.
  ///
  /// In nearly all commands it is the first argument; scripts name their keys after their number.
  var key: [UInt8]? {
    var words = Words(encoded)
    guard let name = words.next() else { return nil }
    switch String(decoding: name, as: UTF8.self).uppercased() {
    case "EVAL", "EVALSHA":
      guard words.next() != nil, let count = words.next(), count != [48] else { return nil }
      return words.next().map(Array.init)
    case let name where Self.keyless.contains(name): return nil
    default: return words.next().map(Array.init)
    }
  }

  private static let keyless: Set<String> = [
    "ACL", "ASKING", "AUTH", "BGSAVE", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "DBSIZE", "DEBUG", "DISCARD", "ECHO", "EXEC", "FLUSHALL",
    "FLUSHDB", "HELLO", "INFO", "KEYS", "LASTSAVE", "MEMORY", "MULTI", "PING", "PUBLISH", "RANDOMKEY", "READONLY", "READWRITE", "REPLICAOF",
    "ROLE", "SAVE", "SCAN", "SCRIPT", "SELECT", "SHUTDOWN", "SLOWLOG", "SWAPDB", "TIME", "UNWATCH", "WAIT",
  ]

  /// The words of an encoded command, one after the other.
  private struct Words {
    private var rest: ArraySlice<UInt8>

    init(_ encoded: [UInt8]) {
      // After `*<count>\r\n`.
      rest = encoded.drop { $0 != 10 }.dropFirst()
    }

    mutating func next() -> ArraySlice<UInt8>? {
      guard rest.first == UInt8(ascii: "$") else { return nil }
      let size = rest.dropFirst().prefix { $0 != 13 }
      let count = size.reduce(0) { $0 * 10 + Int($1 - 48) }
      rest = rest.dropFirst(size.count + 3)
      defer { rest = rest.dropFirst(count + 2) }
      return rest.prefix(count)
    }
  }
}
