import Network
import Testing

@testable import Redis

@Suite("What waits in a pipeline")
struct BoundedMemoryTests {
  @Test("of 100,000 commands no more than a piece is encoded at once, and blocks take turns")
  func pieces() throws {
    let ended = Lock<[Int]>([])
    var pipeline = PipelineState()
    func append(_ commands: [RedisCommand], isWhole: Bool = false) {
      let id = pipeline.makeID()
      pipeline.append(
        Block(id: id, commands: commands, isWhole: isWhole) { result in
          if case .success(let replies) = result, replies.count == commands.count { ended.withLock { $0.append(id) } }
        })
    }
    let key = String(repeating: "k", count: 100)
    append((0..<100_000).map { _ in RedisCommand("INCR", key) })
    append((0..<10).map { _ in RedisCommand("INCR", key) }, isWhole: true)
    let one = RedisCommand("INCR", key).encoded.count
    var (total, piece, answered) = (0, pipeline.takePiece(now: .zero), 0)
    while !piece.isEmpty {
      #expect(piece.count < PipelineState.pieceSize + one && piece.capacity <= 2 * PipelineState.pieceSize)
      total += piece.count
      let replies = [RESPValue](repeating: .integer(1), count: piece.count / one)
      let isExpected = pipeline.deliver(replies, now: .zero)
      #expect(isExpected)
      answered += replies.count
      piece = pipeline.takePiece(now: .zero)
    }
    #expect(answered == 100_010 && total == answered * one)
    #expect(ended.withLock { $0 } == [2, 1], "the short one did not wait for the long one")
    #expect(pipeline.isSettled && !pipeline.hasWork)
  }

  @Test("replies are late when none comes for a while, or when some come for too long without an end")
  func overdue() {
    var pipeline = PipelineState()
    func isOverdue(_ seconds: Int) -> Bool { pipeline.isOverdue(now: .seconds(seconds), timeout: .seconds(10), total: .seconds(60)) }
    #expect(!isOverdue(1000))
    pipeline.append(Block(id: 1, commands: [RedisCommand("GET", "k")], isWhole: false) { _ in })
    _ = pipeline.takePiece(now: .seconds(1000))
    #expect(!isOverdue(1009) && isOverdue(1010))
    for second in stride(from: 1005, through: 1055, by: 5) { _ = pipeline.deliver([], now: .seconds(second)) }
    #expect(!isOverdue(1059) && isOverdue(1060))
  }
}
