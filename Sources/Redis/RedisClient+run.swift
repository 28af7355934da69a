internal import Network

extension RedisClient {
  /// Connects whenever there is work and no connection, until `shutDown`.
  ///
  /// Not ended by cancellation of the task: what is in flight would be lost, and the callers see to their own cancellation.
  func run() async {
    var failures = 0
    while await hasWork() {
      do throws(RedisError) {
        try await serve(try await open())
        failures = 0
      } catch {
        failures += 1
        // A second attempt for what was not sent: an idle connection may have been closed by the server, or the server restarts.
        if failures == 1 && error.code != .auth {
          do { try await configuration.sleep(configuration.reconnectDelay) } catch { failures += 1 }
        }
        if failures > 1 || error.code == .auth {
          failures = 0
          state.withLock { $0.pipeline.failWaiting(error) }
        }
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
        state.wake()
      }
      // The writer ends: its send fails, or it sees that the connection is gone.
      let hasSent = await group.next() ?? false
      state.withLock { $0.pipeline.failSent(error) }
      return hasSent
    }
    if !hasSent { throw RedisError(.closed, "Redis at \(configuration.host):\(configuration.port) closed the connection at once") }
  }

  /// Sends what callers append; true when it has sent anything.
  private func write(_ connection: RawConnection) async -> Bool {
    var hasSent = false
    while true {
      let now = configuration.monotonic()
      let piece: [UInt8]? = state.withLock { state in
        if state.connection !== connection || state.pipeline.isClosed { return nil }
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
          let now = configuration.monotonic()
          let isOverdue = state.withLock { $0.pipeline.isOverdue(now: now, timeout: configuration.commandTimeout) }
          // Overdue twice, because this task or the whole process may have slept: the reply may be there by now.
          if error.code == .timedOut && !(isOverdue && wasOverdue) {
            wasOverdue = isOverdue
            continue
          }
          return RedisError(error, connecting: false)
        }
        if bytes.isEmpty { return RedisError(.closed, "Redis at \(configuration.host):\(configuration.port) closed the connection") }
        wasOverdue = false
        let values = try decoder.replies(completedBy: bytes)
        let now = configuration.monotonic()
        let isExpected = state.withLock { $0.pipeline.deliver(values, now: now) }
        if !isExpected { throw RedisError(.protocol, "the server sent a reply that nobody asked for") }
      }
    } catch {
      return error
    }
  }

  // MARK: Waiting

  /// True when commands wait; false after `shutDown`.
  private func hasWork() async -> Bool {
    await waitForWork(whileOn: nil)
    return state.withLock { !$0.pipeline.isClosed }
  }

  /// Returns when commands wait, the client was shut down, or the connection is another one.
  private func waitForWork(whileOn connection: RawConnection?) async {
    await withCheckedContinuation { continuation in
      state.withLock { state in
        if state.pipeline.hasWork || state.pipeline.isClosed || state.connection !== connection { return continuation.resume() }
        state.idle = continuation
      }
    }
  }
}
