/// The share of all accounts and Regions that one of several workers sweeps. Every pair belongs to exactly one of them, whatever else there is.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
  /// Which one, 1…count.
  public let index: Int
  /// How many there are, 1…1000.
  public let count: Int

  /// Nil where there is no such shard.
  public init?(index: Int, count: Int) {
    guard (1...1000).contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// Reads `I/N`, such as `2/5`; nil for anything else.
  public init?(text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
      let index = Int(parts[0]), let count = Int(parts[1])
    else { return nil }
    self.init(index: index, count: count)
  }

  /// Whether an account's Region belongs to it. Accounts and Regions go together, because AWS's limits and the rule for a suspected control
  /// plane do.
  public func contains(account: String, region: String) -> Bool {
    Self.spread(Self.fnv1a("\(account)/\(region)")) % UInt64(count) == UInt64(index - 1)
  }

  /// `2/5`.
  public var description: String { "\(index)/\(count)" }

  /// FNV-1a of 64 bits: the same on every machine and in every version, unlike Swift's own hashes.
  static func fnv1a(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// MurmurHash3's finalizer: the lowest bits of FNV-1a depend on the lowest bits of the text only, and a remainder is made of them.
  private static func spread(_ hash: UInt64) -> UInt64 {
    var hash = hash
    hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ (hash >> 33)
  }
}
