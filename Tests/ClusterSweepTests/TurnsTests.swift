import Testing

@testable import ClusterSweep

@Suite("The turns of last looks")
struct TurnsTests {
  private static let (small, large) = (RegionKey(account: "111122223333", region: "a"), RegionKey(account: "111122223333", region: "b"))

  private static func turns(_ regions: [RegionKey], large clusters: Int) -> Turns {
    Turns(Array(regions.enumerated().map { ($0.offset, $0.element) }), clusters: [small: 10, large: clusters])
  }

  @Test("come eight at once, in order")
  func inOrder() {
    var turns = Self.turns(Array(repeating: Self.small, count: 10), large: 0)
    #expect((0..<9).map { _ in turns.next() } == [0, 1, 2, 3, 4, 5, 6, 7, nil])
    turns.end(3)
    #expect([turns.next(), turns.next()] == [8, nil])
    turns.end(0)
    turns.end(1)
    #expect([turns.next(), turns.next()] == [9, nil])
  }

  @Test(
    "come few at once where each has many clusters to ask, so that some are in time, and keep no other Region waiting",
    arguments: [(500, 3), (751, 1), (9000, 1)])
  func largeRegion(clusters: Int, atOnce: Int) {
    var turns = Self.turns(Array(repeating: Self.large, count: 4) + [Self.small], large: clusters)
    #expect((0..<5).map { _ in turns.next() } == Array(0..<atOnce) + [4] + Array(repeating: nil, count: 4 - atOnce))
    turns.end(0)
    #expect([turns.next(), turns.next()] == [atOnce, nil])
  }
}
