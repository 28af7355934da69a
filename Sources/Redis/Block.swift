/// The commands of one call, on their way. Lives in `PipelineState`.
final class Block {
  typealias Continuation = CheckedContinuation<Result<[RESPValue], RedisError>, Never>

  let id: Int
  let commands: [RedisCommand]
  /// Goes out in one piece, with nothing of others in between.
  let isWhole: Bool
  let continuation: Continuation
  /// Commands given to the connection so far.
  var sent = 0
  var replies: [RESPValue] = []

  init(id: Int, commands: [RedisCommand], isWhole: Bool, continuation: Continuation) {
    self.id = id
    self.commands = commands
    self.isWhole = isWhole
    self.continuation = continuation
    replies.reserveCapacity(commands.count)
  }
}
