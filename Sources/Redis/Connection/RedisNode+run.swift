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
    let isClosed = state.withLock { state in
      state.connection = connection
      return state.pipeline.isClosed
    }
    if isClosed { return connection.close() }
    let hasSent = await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.write(connection) }
      let error = await read(connection)
      connection.close()
      state.withLock { state in
        state.connection = nil
        state.isRetired = false
        state.wake()
      }
      // The writer ends: its send fails, or it sees that the connection is gone.
      let hasSent = await group.next() ?? false
      state.withLock { $0.pipeline.failSent(error) }
      return hasSent
    }
    if !hasSent { throw RedisError(.closed, "Redis at \(address) closed the connection at once") }
  }

  /// Sends what callers append; true when it has sent anything.
  private func write(_ connection: RawConnection) async -> Bool {
    var hasSent = false
    var renewal = configuration.password?.lifetime.map { configuration.monotonic() + $0 }
    while true {
      let now = configuration.monotonic()
      if let due = renewal, now >= due { renewal = await renew(now: now) }
      let piece: [UInt8]? = state.withLock { state in
        if state.connection !== connection || state.pipeline.isClosed { return nil }
        if state.isRetired {
          state.closeIfRetired()
          return []
        }
        return state.pipeline.takePiece(now: now)
      }
      guard let piece else { return hasSent }
      if piece.isEmpty {
        await waitForWork(whileOn: connection)
        continue
      }
      hasSent = true
      do throws(NetworkError) {
        try await connection.send(piece, timeout: configuration.commandTimeout, isCancellable: false)
      } catch {
        // The reader sees it too and tells the callers; what is appended from now on waits for the next connection.
        connection.close()
        return hasSent
      }
    }
  }

  /// Authenticates once more, with a new password, before the server ends the connection; returns when it is to be done next.
  ///
  /// What becomes of it does not matter here: if it is refused, the server ends the connection in time, and the next one says why.
  private func renew(now: Duration) async -> Duration? {
    do throws(RedisError) {
      guard let command = try await authentication() else { return nil }
      state.withLock { state in
        let id = state.pipeline.makeID()
        state.pipeline.prepend(Block(id: id, commands: [command], isWhole: true) { _ in })
      }
      return configuration.password?.lifetime.map { now + $0 }
    } catch {
      return now + .seconds(60)
    }
  }

  /// Receives until the connection is gone, and says why it is.
  private func read(_ connection: RawConnection) async -> RedisError {
    let tick = max(.milliseconds(10), min(.seconds(1), configuration.commandTimeout / 10))
    do throws(RedisError) {
      let decoder = try RESPDecoder()
      var wasOverdue = false
      while true {
        let bytes: [UInt8]
        do throws(NetworkError) {
          bytes = try await connection.receive(timeout: tick, isCancellable: false)
        } catch {
          let isOverdue = isOverdue
          // Overdue twice, because this task or the whole process may have slept: the reply may be there by now.
          if error.code == .timedOut && !(isOverdue && wasOverdue) {
            wasOverdue = isOverdue
            continue
          }
          return RedisError(error, connecting: false)
        }
        if bytes.isEmpty { return RedisError(.closed, "Redis at \(address) closed the connection") }
        let values = try decoder.replies(completedBy: bytes)
        let now = configuration.monotonic()
        let isExpected = state.withLock { state in
          defer { state.closeIfRetired() }
          return state.pipeline.deliver(values, now: now)
        }
        if !isExpected { throw RedisError(.protocol, "the server sent a reply that nobody asked for") }
        // Bytes come, but do they ever end?
        let isLate = isOverdue
        if isLate && wasOverdue { return RedisError(.timedOut, "Redis at \(address): no whole answer in time") }
        wasOverdue = isLate
      }
    } catch {
      return error
    }
  }

  private var isOverdue: Bool {
    let now = configuration.monotonic()
    return state.withLock {
      $0.pipeline.isOverdue(now: now, timeout: configuration.commandTimeout, total: configuration.pipelineTimeout)
    }
  }

  // MARK: Waiting

  /// True when commands wait; false after `shutDown`.
  private func hasWork() async -> Bool {
    await waitForWork(whileOn: nil)
    return state.withLock { !$0.pipeline.isClosed }
  }

  /// Returns when commands wait, the client was shut down, or the connection is another one or to be given up.
  private func waitForWork(whileOn connection: RawConnection?) async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        let canSend = state.pipeline.hasWork && !state.isRetired
        if canSend || state.pipeline.isClosed || state.connection !== connection { return continuation.resume() }
        state.idle = continuation
      }
    }
  }
}
