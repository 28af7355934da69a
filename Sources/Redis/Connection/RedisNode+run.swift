internal import Network

extension RedisNode {
  /// Connects whenever there is work and no connection, until `shutDown`. What cannot be sent is given back; to try again is for the client.
  ///
  /// Not ended by cancellation of the task: what is in flight would be lost, and the callers see to their own cancellation.
  func run() async {
    while await hasWork() {
      do throws(RedisError) {
        try await serve(try await open())
      } catch {
        state.withLock { $0.pipeline.failWaiting(error) }
      }
    }
  }

  /// Sends and receives until the connection is gone. Throws when nothing was sent on it.
  private func serve(_ connection: RawConnection) async throws(RedisError) {
    let renewal = configuration.password?.lifetime.map { configuration.monotonic() + $0 }
    let isClosed = state.withLock { state in
      state.link = Link(connection: connection, renewal: renewal)
      return state.pipeline.isClosed
    }
    if isClosed { return connection.close() }
    let hasSent = await withTaskGroup(of: Void.self) { group in
      group.addTask { await self.renewPassword(on: connection) }
      let error = await converse(on: connection)
      return state.withLock { state in
        let hasSent = state.link?.hasSent ?? false
        state.link = nil
        state.wake()
        state.pipeline.failSent(error)
        return hasSent
      }
    }
    if !hasSent { throw RedisError(.closed, "Redis at \(address) closed the connection at once") }
  }

  // MARK: Work

  /// True when commands wait; false after `shutDown`.
  private func hasWork() async -> Bool {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.pipeline.hasWork || state.pipeline.isClosed { return continuation.resume() }
        state.idle = continuation
      }
    }
    return state.withLock { !$0.pipeline.isClosed }
  }

  // MARK: Password

  /// Authenticates once more, with a new password, before the server ends the connection; until the connection is another one.
  ///
  /// What becomes of it does not matter here: if it is refused, the server ends the connection in time, and the next one says why.
  private func renewPassword(on connection: RawConnection) async {
    while await mustRenew(on: connection) {
      let command: RedisCommand?
      var next = configuration.password?.lifetime.map { configuration.monotonic() + $0 }
      do throws(RedisError) {
        command = try await authentication()
      } catch {
        command = nil
        next = configuration.monotonic() + .seconds(60)
      }
      state.withLock { state in
        if let command {
          let id = state.pipeline.makeID()
          state.pipeline.prepend(Block(id: id, commands: [command], isWhole: true) { _ in })
        }
        state.link?.renewal = next
        state.link?.mustRenew = false
      }
      connection.prompt()
    }
  }

  /// Returns when the password is to be renewed, with true, or the connection or the client ends.
  private func mustRenew(on connection: RawConnection) async -> Bool {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        guard let link = state.link, link.connection === connection, !link.mustRenew else { return continuation.resume() }
        state.idle = continuation
      }
    }
    return state.withLock { $0.link.map { $0.connection === connection && $0.mustRenew } ?? false }
  }
}
