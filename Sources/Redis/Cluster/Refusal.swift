/// A refusal after which a command, or a whole block, is sent again: none of it was carried out.
///
/// Source: "Redis cluster specification", redirection and resharding; the texts are those of redis-server 7.0.
enum Refusal: Equatable {
  /// Another node serves the slot.
  case moved(slot: Int, to: RedisAddress)
  /// The slot is on its way to another node, and the key is there already, or will be made there. For this once only.
  case ask(at: RedisAddress)
  /// Some keys of the slot are here and some there, or the server is loading, or its cluster lacks nodes: later.
  case later
  /// The server is a replica, or one that lost its primary: the address leads to another server by now, or will do so.
  case demoted

  /// Reads an error reply; nil for one that stands.
  /// - Parameter address: who said it: a redirection without a host means the same one.
  init?(_ text: String, from address: RedisAddress) {
    let words = text.split(separator: " ", maxSplits: 3)
    switch words.first {
    case "MOVED", "ASK":
      guard words.count >= 3, let slot = Int(words[1]), (0..<KeySlot.count).contains(slot), let colon = words[2].lastIndex(of: ":"),
        let port = Int(words[2][words[2].index(after: colon)...]), (1...65535).contains(port)
      else { return nil }
      let host = words[2][..<colon]
      let target = RedisAddress(host: host.isEmpty || host == "?" ? address.host : String(host), port: port)
      self = words[0] == "ASK" ? .ask(at: target) : .moved(slot: slot, to: target)
    case "TRYAGAIN", "CLUSTERDOWN", "LOADING": self = .later
    case "READONLY", "MASTERDOWN": self = .demoted
    default: return nil
    }
  }
}
