/// Which node of a cluster serves which slot, as far as we know.
struct SlotMap: Sendable {
  /// The nodes that serve slots.
  private(set) var addresses: [RedisAddress] = []
  /// By slot: the index of its node, or `nobody`.
  private var owners = [UInt16](repeating: nobody, count: KeySlot.count)
  /// Addresses by the names that their certificates are for: MOVED may say the address where `CLUSTER SLOTS` said both.
  private var names: [RedisAddress: RedisAddress] = [:]

  private static let nobody = UInt16.max

  init() {}

  /// Reads the answer to `CLUSTER SLOTS`; nil for what is none, such as the error of a server without cluster mode.
  ///
  /// Every range is `[first, last, [endpoint, port, id, [metadata…]], replicas…]`. An endpoint that is null, empty or `?` is the host that was asked.
  /// - Parameter isTLS: a name then counts for more than an address, because certificates are for names.
  init?(_ reply: RESPValue, from asked: RedisAddress, isTLS: Bool) {
    guard case .array(let ranges) = reply else { return nil }
    for range in ranges {
      guard let parts = range.elements, parts.count >= 3, let first = parts[0].int, let last = parts[1].int, let node = parts[2].elements,
        node.count >= 2, let port = node[1].int, (1...65535).contains(port), 0 <= first, first <= last, last < KeySlot.count
      else { return nil }
      let said = node[0].string.flatMap { ["", "?"].contains($0) ? nil : $0 } ?? asked.host
      var address = RedisAddress(host: said, port: port)
      if isTLS, address.isNumeric, let name = Self.hostname(in: node) {
        let named = RedisAddress(host: name, port: port)
        names[address] = named
        address = named
      }
      let index = index(of: address)
      for slot in first...last { owners[slot] = index }
    }
  }

  /// The node that serves a slot; nil where nobody does or we do not know.
  func owner(of slot: Int) -> RedisAddress? {
    owners[slot] == Self.nobody ? nil : addresses[Int(owners[slot])]
  }

  /// A node said that a slot is served there.
  mutating func move(_ slot: Int, to address: RedisAddress) {
    owners[slot] = index(of: named(address))
  }

  /// The address with the name that its certificate is for, where we know it.
  func named(_ address: RedisAddress) -> RedisAddress { names[address] ?? address }

  private mutating func index(of address: RedisAddress) -> UInt16 {
    if let known = addresses.firstIndex(of: address) { return UInt16(known) }
    addresses.append(address)
    return UInt16(addresses.count - 1)
  }

  private static func hostname(in node: [RESPValue]) -> String? {
    guard node.count >= 4, let metadata = node[3].elements, let at = metadata.firstIndex(where: { $0.string == "hostname" }),
      at + 1 < metadata.count, let name = metadata[at + 1].string, !name.isEmpty
    else { return nil }
    return name
  }
}
