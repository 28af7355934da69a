internal import Network

/// What waits to be sent and what waits for replies. Without any I/O: a rule book under the client's lock.
///
/// Blocks are sent piece by piece and take turns, so that a block of 100,000 commands delays nobody, and no more than a piece is ever encoded.
/// Replies come in the order in which pieces were sent.
struct PipelineState {
  private struct Piece {
    let block: Block
    let count: Int
    let sentAt: Duration
  }

  /// Bytes after which a piece ends; a whole block may be longer.
  static let pieceSize = 256 << 10

  private var waiting = FIFO<Block>()
  private var pieces = FIFO<Piece>()
  /// Replies of the first piece that have arrived.
  private var arrived = 0
  private var lastProgress = Duration.zero
  private var nextID = 0
  private(set) var isClosed = false

  var hasWork: Bool { !waiting.isEmpty }

  mutating func makeID() -> Int {
    nextID += 1
    return nextID
  }

  mutating func append(_ block: Block) {
    waiting.append(block)
  }

  /// Nothing that was sent waits for a reply.
  var isSettled: Bool { pieces.isEmpty }

  /// The next bytes to send; empty for none. Takes blocks in turn until there is a piece full of them.
  mutating func takePiece(now: Duration) -> [UInt8] {
    var parts: [ArraySlice<RedisCommand>] = []
    var size = 0
    while size < Self.pieceSize, let block = waiting.popFirst() {
      // Nothing to send: it was to wait for a connection only.
      if block.commands.isEmpty {
        block.finish(.success([]))
        continue
      }
      let first = block.sent
      while block.sent < block.commands.count && (block.isWhole || size < Self.pieceSize) {
        size += block.commands[block.sent].encodedSize
        block.sent += 1
      }
      parts.append(block.commands[first..<block.sent])
      pieces.append(Piece(block: block, count: block.sent - first, sentAt: now))
      if block.sent < block.commands.count { waiting.append(block) }
    }
    return RESPEncoder.bytes(of: parts, size: size)
  }

  /// Gives replies to the blocks they belong to; false when a reply belongs to none. Also called with none, when only a part of one has come.
  mutating func deliver(_ values: [RESPValue], now: Duration) -> Bool {
    lastProgress = now
    var rest = values[...]
    while !rest.isEmpty {
      guard let piece = pieces.first else { return false }
      let some = rest.prefix(piece.count - arrived)
      rest = rest.dropFirst(some.count)
      let block = piece.block
      // As a rule a call's replies come all at once, and alone.
      if block.replies.isEmpty, some.count == values.count { block.replies = values } else { block.replies += some }
      arrived += some.count
      if arrived == piece.count {
        arrived = 0
        _ = pieces.popFirst()
        if block.replies.count == block.commands.count { block.finish(.success(block.replies)) }
      }
    }
    return true
  }

  /// Replies are due, and nothing came for `timeout`, or not all that was sent `total` ago was answered.
  func isOverdue(now: Duration, timeout: Duration, total: Duration) -> Bool {
    pieces.first.map { now - max($0.sentAt, lastProgress) >= timeout || now - $0.sentAt >= total } ?? false
  }

  /// Ends all blocks of which anything was sent: the connection is gone, their replies with it. The others wait for the next connection.
  mutating func failSent(_ error: RedisError) {
    var failed: Set<Int> = []
    while let piece = pieces.popFirst() {
      if failed.insert(piece.block.id).inserted { piece.block.finish(.failure(error.sent())) }
    }
    arrived = 0
    _ = waiting.remove { failed.contains($0.id) }
    // Blocks sent in part whose earlier pieces were all answered.
    for block in waiting.remove(where: { $0.sent > 0 }) { block.finish(.failure(error.sent())) }
  }

  /// Puts a block before all others.
  mutating func prepend(_ block: Block) {
    let others = waiting.remove { _ in true }
    waiting.append(block)
    for other in others { waiting.append(other) }
  }

  /// Ends all blocks that wait; nothing of them was sent on the present connection.
  mutating func failWaiting(_ error: RedisError) {
    while let block = waiting.popFirst() { block.finish(.failure(error)) }
  }

  /// Takes a block back of which nothing was sent; one that is under way goes on.
  mutating func cancel(_ id: Int) {
    for block in waiting.remove(where: { $0.id == id && $0.sent == 0 }) {
      block.finish(.failure(.cancelled))
    }
  }

  mutating func close(_ error: RedisError) {
    isClosed = true
    failSent(error)
    failWaiting(error)
  }
}
