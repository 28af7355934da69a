extension RedisCommand {
  /// The first key that the command is about, which says where in a cluster it goes; nil for a command about none.
  ///
  /// In nearly all commands it is the first argument; scripts name their keys after their number.
  var key: [UInt8]? {
    guard let name = word(0) else { return nil }
    switch String(decoding: name, as: UTF8.self).uppercased() {
    case "EVAL", "EVALSHA": return word(2) == [UInt8(ascii: "0")] ? nil : word(3)
    case let name where Self.keyless.contains(name): return nil
    default: return word(1)
    }
  }

  private static let keyless: Set<String> = [
    "ACL", "ASKING", "AUTH", "BGSAVE", "CLIENT", "CLUSTER", "COMMAND", "CONFIG", "DBSIZE", "DEBUG", "DISCARD", "ECHO", "EXEC", "FLUSHALL",
    "FLUSHDB", "HELLO", "INFO", "KEYS", "LASTSAVE", "MEMORY", "MULTI", "PING", "PUBLISH", "RANDOMKEY", "READONLY", "READWRITE", "REPLICAOF",
    "ROLE", "SAVE", "SCAN", "SCRIPT", "SELECT", "SHUTDOWN", "SLOWLOG", "SWAPDB", "TIME", "UNWATCH", "WAIT",
  ]
}
