internal import CLibcurl

extension LoopThread {
  /// Ends the operations of a connection that `condition` names. A send that has begun takes the connection with it: the peer would read the
  /// next send as the rest of this one.
  func end(_ socket: RawSocket, _ error: NetworkError, where condition: (Ticket) -> Bool) {
    if case .connecting(let waiter) = socket.state, condition(waiter.ticket) {
      sockets[socket.id] = nil
      return fail(socket, error)
    }
    for receive in socket.receives.remove(where: { condition($0.waiter.ticket) }) {
      active[ObjectIdentifier(receive.waiter.ticket)] = nil
      receive.waiter.finish(.failure(error))
    }
    var isCut = false
    for send in socket.sends.remove(where: { condition($0.waiter.ticket) }) {
      isCut = isCut || send.isBegun
      active[ObjectIdentifier(send.waiter.ticket)] = nil
      send.waiter.finish(.failure(error))
    }
    if isCut { fail(socket, NetworkError(.connectionLost, "\(socket.endpoint): the connection was closed, a send was broken off")) }
  }

  /// Ends a connection and all its operations. It stays in the table, to answer later operations, until its owner closes it.
  func fail(_ socket: RawSocket, _ error: NetworkError) {
    if case .ended = socket.state { return }
    if case .connecting(let waiter) = socket.state {
      active[ObjectIdentifier(waiter.ticket)] = nil
      waiter.finish(.failure(error))
    }
    socket.state = .ended(error)
    socket.handle.owner = nil
    curl_multi_remove_handle(multi, socket.handle.curl)
    socket.service?.waiter.finish(.failure(error))
    socket.service = nil
    while let receive = socket.receives.popFirst() {
      active[ObjectIdentifier(receive.waiter.ticket)] = nil
      receive.waiter.finish(.failure(error))
    }
    while let send = socket.sends.popFirst() {
      active[ObjectIdentifier(send.waiter.ticket)] = nil
      send.waiter.finish(.failure(error))
    }
  }

  /// The time, if an operation of this connection is overdue.
  func overdue(_ socket: RawSocket) -> Duration? {
    guard let first = socket.deadlines.map(\.deadline).min() else { return nil }
    let now = settings.monotonic()
    return first <= now ? now : nil
  }

  /// Milliseconds until a raw operation is overdue or could go on at once, at most an hour; libcurl shortens it by its own timers.
  func timeUntilDeadline() -> Int {
    var milliseconds = 3_600_000
    for socket in sockets.values {
      if socket.canProceed { return 0 }
      if let first = socket.service?.nextTick ?? socket.deadlines.map(\.deadline).min() {
        let left = first - settings.monotonic()
        milliseconds = min(milliseconds, left <= .zero ? 0 : left.curlMilliseconds + 1)
      }
    }
    return milliseconds
  }
}

extension RawSocket {
  /// The operations that have a deadline.
  var deadlines: [(ticket: Ticket, deadline: Duration)] {
    var all: [(ticket: Ticket, deadline: Duration)] = []
    receives.forEach { receive in if let deadline = receive.deadline { all.append((receive.waiter.ticket, deadline)) } }
    sends.forEach { send in if let deadline = send.deadline { all.append((send.waiter.ticket, deadline)) } }
    return all
  }

  /// An operation stopped because its turn was over, not because the socket was not ready.
  var canProceed: Bool {
    guard case .open = state else { return false }
    if let service { return isReadable || (isWritable && (service.isPrompted || service.hasUnsent)) }
    return (isWritable && !sends.isEmpty) || (isReadable && !receives.isEmpty)
  }
}
