/// The commands of one call, on their way. Lives in `PipelineState`.
final class Block {
  typealias Finish = @Sendable (Result<[RESPValue], RedisError>) -> Void

  let id: Int
  let commands: [RedisCommand]
  /// Goes out in one piece, with nothing of others in between.
  let isWhole: Bool
  /// Called once, under the lock.
  let finish: Finish
  /// Commands given to the connection so far.
  var sent = 0
  var replies: [RESPValue] = []

  init(id: Int, commands: [RedisCommand], isWhole: Bool, finish: @escaping Finish) {
    self.id = id
    self.commands = commands
    self.isWhole = isWhole
    self.finish = finish
  }
}
