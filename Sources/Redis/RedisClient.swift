internal import Network

/// One connection to a Redis server that many tasks share.
///
/// Commands of all tasks go out as they come, nobody waits for another's replies. A block of which nothing was sent yet survives one failed
/// connection; what was sent is never sent again. A class with one lock and not an actor: cancellation must be told synchronously.
public final class RedisClient: Sendable {
  struct State {
    var pipeline = PipelineState()
    /// The writer, or the loop that connects, while it has nothing to do.
    var idle: CheckedContinuation<Void, Never>?
    var connection: RawConnection?
  }

  let configuration: RedisConfiguration
  let loop: EventLoop
  let state = Lock(State())

  init(_ configuration: RedisConfiguration, on loop: EventLoop) {
    self.configuration = configuration
    self.loop = loop
  }

  /// Sends commands and returns one reply for each, in order; a refused command is an `error` among them.
  ///
  /// Commands of other tasks may come in between. Cancellation takes the commands back while none was sent; then the replies are waited for.
  /// Throws when not all replies came; `wasSent` says whether some commands may have been carried out.
  /// - Parameter isCancellable: false for what a cancelled task still has to tell.
  public func pipeline(_ commands: [RedisCommand], isCancellable: Bool = true) async throws(RedisError) -> [RESPValue] {
    if commands.isEmpty { return [] }
    return try await submit(commands, isWhole: false, isCancellable: isCancellable)
  }

  /// Sends `MULTI`, the commands and `EXEC` in one piece.
  ///
  /// Throws only when nothing was sent: then nothing was applied. No commands are applied at once.
  public func transaction(_ commands: [RedisCommand]) async throws(RedisError) -> TransactionResult {
    if commands.isEmpty { return .applied([]) }
    do throws(RedisError) {
      return TransactionResult(replies: try await submit([Self.multi] + commands + [Self.exec], isWhole: true, isCancellable: true))
    } catch {
      if error.wasSent { return .unknown(error) }
      throw error
    }
  }

  private static let multi = RedisCommand("MULTI")
  private static let exec = RedisCommand("EXEC")

  private func submit(_ commands: [RedisCommand], isWhole: Bool, isCancellable: Bool) async throws(RedisError) -> [RESPValue] {
    let id = state.withLock { $0.pipeline.makeID() }
    let result: Result<[RESPValue], RedisError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          if state.pipeline.isClosed {
            return continuation.resume(returning: .failure(RedisError(.closed, "the Redis client has ended")))
          }
          // The handler below runs after the task is marked and takes the same lock: either it finds the block, or it is seen here.
          if isCancellable, Task.isCancelled { return continuation.resume(returning: .failure(RedisError(.cancelled, "cancelled"))) }
          state.pipeline.append(Block(id: id, commands: commands, isWhole: isWhole, continuation: continuation))
          state.wake()
        }
      }
    } onCancel: {
      if isCancellable { state.withLock { $0.pipeline.cancel(id) } }
    }
    return try result.get()
  }

  /// Ends all calls and the connection.
  func shutDown() {
    state.withLock { state in
      state.pipeline.close(RedisError(.closed, "the Redis client has ended"))
      state.connection?.close()
      state.wake()
    }
  }
}

extension RedisClient.State {
  mutating func wake() {
    idle?.resume()
    idle = nil
  }
}
