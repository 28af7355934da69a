internal import Network

/// One connection to one server, that many tasks share: made when there is something to send, and made anew when it was lost.
///
/// Commands of all tasks go out as they come, nobody waits for another's replies. What was sent is never sent again. A class with one lock and
/// not an actor: cancellation must be told synchronously.
final class RedisNode: Sendable {
  struct State {
    var pipeline = PipelineState()
    /// The writer, or the loop that connects, while it has nothing to do.
    var idle: CheckedContinuation<Void, Never>?
    var connection: RawConnection?
    /// Nothing more is sent on the present connection, and it is closed once all is answered.
    var isRetired = false
  }

  let address: RedisAddress
  let configuration: RedisConfiguration
  let loop: EventLoop
  /// Gets each new connection's answer to `CLUSTER SLOTS`.
  let greeted: @Sendable (RESPValue, RedisAddress) -> Void
  let state = Lock(State())

  init(
    at address: RedisAddress, _ configuration: RedisConfiguration, on loop: EventLoop,
    greeted: @escaping @Sendable (RESPValue, RedisAddress) -> Void
  ) {
    self.address = address
    self.configuration = configuration
    self.loop = loop
    self.greeted = greeted
  }

  var isConnected: Bool { state.withLock { $0.connection != nil } }

  /// Sends commands and returns one reply for each, in order. No commands only wait for a connection.
  ///
  /// Cancellation takes the commands back while none was sent; then the replies are waited for.
  func submit(_ commands: [RedisCommand], isWhole: Bool, isCancellable: Bool) async throws(RedisError) -> [RESPValue] {
    let id = state.withLock { $0.pipeline.makeID() }
    let result: Result<[RESPValue], RedisError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { state in
          if state.pipeline.isClosed {
            return continuation.resume(returning: .failure(.ended))
          }
          // The handler below runs after the task is marked and takes the same lock: either it finds the block, or it is seen here.
          if isCancellable, Task.isCancelled { return continuation.resume(returning: .failure(.cancelled)) }
          state.pipeline.append(Block(id: id, commands: commands, isWhole: isWhole) { continuation.resume(returning: $0) })
          state.wake()
        }
      }
    } onCancel: {
      if isCancellable { state.withLock { $0.pipeline.cancel(id) } }
    }
    return try result.get()
  }

  /// The server is no longer what it was: the next commands go over a new connection, to whatever the name leads to by then.
  func retire() {
    state.withLock { state in
      if state.connection == nil { return }
      state.isRetired = true
      state.wake()
    }
  }

  /// Ends all calls and the connection.
  func shutDown() {
    state.withLock { state in
      state.pipeline.close(.ended)
      state.connection?.close()
      state.wake()
    }
  }
}

extension RedisNode.State {
  mutating func wake() {
    idle?.resume()
    idle = nil
  }

  /// Closes a connection that is to be given up, if nobody waits for replies on it any more.
  mutating func closeIfRetired() {
    if isRetired, pipeline.isSettled { connection?.close() }
  }
}
