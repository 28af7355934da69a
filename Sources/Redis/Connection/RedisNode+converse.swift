internal import Network

/// What happens on the event loop's thread.
extension RedisNode {
  /// What arrives on one connection.
  private struct Incoming {
    let decoder: RESPDecoder
    var wasOverdue = false
    /// Why the connection is to be closed.
    var error: RedisError?
  }

  /// Sends and receives until the connection is gone, and says why it is.
  func converse(on connection: RawConnection) async -> RedisError {
    let incoming: Lock<Incoming>
    do throws(RedisError) {
      incoming = Lock(Incoming(decoder: try RESPDecoder()))
    } catch {
      connection.close()
      return error
    }
    let handler = RawHandler(
      next: { self.next() },
      received: { bytes in incoming.withLock { self.received(bytes, &$0) } },
      every: max(.milliseconds(10), min(.seconds(1), configuration.commandTimeout / 10)),
      tick: { incoming.withLock { self.isInTime(&$0) } })
    do throws(NetworkError) {
      try await connection.serve(with: handler)
      return incoming.withLock { $0.error } ?? RedisError(.closed, "Redis at \(address): the connection was closed")
    } catch {
      return RedisError(error, connecting: false)
    }
  }

  /// The next bytes to send; none while the password is renewed, and over a connection that is to be given up.
  private func next() -> [UInt8] {
    let now = configuration.monotonic()
    return state.withLock { state in
      guard state.pipeline.hasWork, let link = state.link, !link.isRetired, !link.mustRenew else { return [] }
      if let due = link.renewal, now >= due {
        state.link?.mustRenew = true
        state.wake()
        return []
      }
      let piece = state.pipeline.takePiece(now: now)
      if !piece.isEmpty { state.link?.hasSent = true }
      return piece
    }
  }

  /// False when the connection is to be closed.
  private func received(_ bytes: [UInt8], _ incoming: inout Incoming) -> Bool {
    do throws(RedisError) {
      let values = try incoming.decoder.replies(completedBy: bytes)
      let now = configuration.monotonic()
      let isExpected = state.withLock { state in
        defer { state.closeIfRetired() }
        return state.pipeline.deliver(values, now: now)
      }
      if !isExpected { throw RedisError(.protocol, "the server sent a reply that nobody asked for") }
      return true
    } catch {
      incoming.error = error
      return false
    }
  }

  /// False when replies are overdue, and were at the last look: this whole process may have slept, and the replies may be there by now.
  private func isInTime(_ incoming: inout Incoming) -> Bool {
    let now = configuration.monotonic()
    let isOverdue = state.withLock {
      $0.pipeline.isOverdue(now: now, timeout: configuration.commandTimeout, total: configuration.pipelineTimeout)
    }
    defer { incoming.wasOverdue = isOverdue }
    if !isOverdue || !incoming.wasOverdue { return true }
    incoming.error = RedisError(.timedOut, "Redis at \(address): no answer in time")
    return false
  }
}
