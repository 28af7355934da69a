internal import Network

/// One connection to one server, that many tasks share: made when there is something to send, and made anew when it was lost.
///
/// Commands of all tasks go out as they come, nobody waits for another's replies. What was sent is never sent again. A class with one lock and
/// not an actor: the event loop's thread asks for bytes and hands over replies itself, and cancellation must be told synchronously.
final class RedisNode: Sendable {
  struct State {
    var pipeline = PipelineState()
    /// `run`, while there is no connection and nothing to send; or who renews the password, while it is good.
    var idle: CheckedContinuation<Void, Never>?
    var link: Link?
  }

  /// The present connection, and what concerns it alone.
  struct Link {
    let connection: RawConnection
    var hasSent = false
    /// Nothing more is sent, and it is closed once all is answered.
    var isRetired = false
    /// When to authenticate anew, before anything else is sent.
    var renewal: Duration?
    var mustRenew = false
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

  var isConnected: Bool { state.withLock { $0.link != nil } }

  /// Sends commands and returns one reply for each, in order. No commands only wait for a connection.
  ///
  /// Cancellation takes the commands back while none was sent; then the replies are waited for.
  func submit(_ commands: [RedisCommand], isWhole: Bool, isCancellable: Bool) async throws(RedisError) -> [RESPValue] {
    let id = state.withLock { $0.pipeline.makeID() }
    let result: Result<[RESPValue], RedisError> = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let connection: RawConnection? = state.withLock { state in
          if state.pipeline.isClosed {
            continuation.resume(returning: .failure(.ended))
            return nil
          }
          // The handler below runs after the task is marked and takes the same lock: either it finds the block, or it is seen here.
          if isCancellable, Task.isCancelled {
            continuation.resume(returning: .failure(.cancelled))
            return nil
          }
          state.pipeline.append(Block(id: id, commands: commands, isWhole: isWhole) { continuation.resume(returning: $0) })
          if state.link == nil { state.wake() }
          return state.link?.connection
        }
        // Outside the lock: the event loop's thread takes it at once.
        connection?.prompt()
      }
    } onCancel: {
      if isCancellable { state.withLock { $0.pipeline.cancel(id) } }
    }
    return try result.get()
  }

  /// The server is no longer what it was: the next commands go over a new connection, to whatever the name leads to by then.
  func retire() {
    state.withLock { state in
      state.link?.isRetired = true
      state.closeIfRetired()
    }
  }

  /// Ends all calls and the connection.
  func shutDown() {
    state.withLock { state in
      state.pipeline.close(.ended)
      state.link?.connection.close()
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
  func closeIfRetired() {
    if let link, link.isRetired, pipeline.isSettled { link.connection.close() }
  }
}
