import Testing

@testable import AgentHealth

@Suite("Shards")
struct ShardTests {
  static let regions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2", "sa-east-1"]
  /// Accounts that differ in their last digits only, as in one organization.
  static let accounts = (0..<200).map { "\(111_122_223_000 + $0)" }

  @Test(
    "are told by FNV-1a of 64 bits, by its authors' own figures",
    arguments: [("", 0xCBF2_9CE4_8422_2325), ("a", 0xAF63_DC4C_8601_EC8C), ("foobar", 0x8594_4171_F739_67E8)] as [(String, UInt64)])
  func hash(text: String, value: UInt64) {
    #expect(Shard.fnv1a(text) == value)
  }

  @Test("have every account and Region exactly once, and about as many each", arguments: [1, 2, 3, 4, 7, 8, 16])
  func partition(count: Int) throws {
    let shards = try (1...count).map { try #require(Shard(index: $0, count: count)) }
    var sizes = [Int](repeating: 0, count: count)
    for account in Self.accounts {
      for region in Self.regions {
        let owners = shards.filter { $0.contains(account: account, region: region) }
        #expect(owners.count == 1)
        sizes[owners[0].index - 1] += 1
      }
    }
    let fair = Double(Self.accounts.count * Self.regions.count) / Double(count)
    #expect(sizes.allSatisfy { abs(Double($0) - fair) < fair * 0.3 }, "\(sizes)")
  }

  @Test("never change: another version would sweep a pair twice, or not at all, while workers are updated")
  func stable() throws {
    let three = try (1...3).map { try #require(Shard(index: $0, count: 3)) }
    let owners = Self.regions.map { region in three.first { $0.contains(account: "111122223333", region: region) }?.index }
    #expect(owners == [2, 1, 1, 3, 3, 1, 3, 2])
  }

  @Test("are written as I/N", arguments: [("1/1", 1, 1), ("2/5", 2, 5), ("1000/1000", 1000, 1000)])
  func text(text: String, index: Int, count: Int) throws {
    let shard = try #require(Shard(text: text))
    #expect(shard.index == index && shard.count == count && shard.description == text)
  }

  @Test(
    "that are not there are none", arguments: ["", "1", "0/3", "4/3", "1/0", "-1/3", "+1/3", "1/1001", "1/2/3", "a/b", " 1/3", "1/", "/3"])
  func none(text: String) {
    #expect(Shard(text: text) == nil)
  }
}
