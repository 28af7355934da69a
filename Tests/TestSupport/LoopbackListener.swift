internal import Glibc
internal import Network

/// A TCP listener on 127.0.0.1 and a port of the system's choice, with a thread for each connection.
public final class LoopbackListener: Sendable {
  private struct State {
    var open: [Int32] = []
    var accepted = 0
    var threads: [pthread_t] = []
    var isStopped = false
  }

  /// The port it listens on.
  public let port: Int
  private let descriptor: Int32
  private let handler: @Sendable (LoopbackSocket) -> Void
  private let state = Lock(State())

  /// Connections accepted so far.
  public var accepted: Int { state.withLock { $0.accepted } }
  /// Connections open now, as far as the peer's closing was noticed.
  public var open: Int { state.withLock { $0.open.count } }

  init(handler: @escaping @Sendable (LoopbackSocket) -> Void) throws {
    self.handler = handler
    (descriptor, port) = try Loopback.boundSocket()
    if listen(descriptor, 1024) != 0 { throw LoopbackError("cannot listen: \(String(cString: strerror(errno)))") }
  }

  func start() {
    let thread = Loopback.thread { [self] in acceptAll() }
    state.withLock { $0.threads.append(thread) }
  }

  /// Ends all connections and waits for their threads.
  func stop() {
    let open = state.withLock { state in
      state.isStopped = true
      return state.open
    }
    shutdown(descriptor, Int32(SHUT_RDWR))
    for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
    while let thread = state.withLock({ $0.threads.popLast() }) { pthread_join(thread, nil) }
    close(descriptor)
  }

  private func acceptAll() {
    while true {
      let connection = accept(descriptor, nil, nil)
      if connection < 0 {
        if errno == EINTR || errno == ECONNABORTED { continue }
        return
      }
      _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
      var on: Int32 = 1
      setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
      let number = state.withLock { state in
        state.open.append(connection)
        state.accepted += 1
        if state.isStopped { shutdown(connection, Int32(SHUT_RDWR)) }
        return state.accepted
      }
      let thread = Loopback.thread { [self] in
        handler(LoopbackSocket(descriptor: connection, number: number))
        state.withLock { state in
          state.open.removeAll { $0 == connection }
          // Under the lock: `stop` must not shut down a descriptor that was given to somebody else meanwhile.
          close(connection)
        }
      }
      state.withLock { $0.threads.append(thread) }
    }
  }
}

/// Runs `handler` for each connection on a thread of its own, which may block; the connection is closed when it returns.
public func withLoopbackListener<Result>(
  _ handler: @escaping @Sendable (LoopbackSocket) -> Void, during body: (LoopbackListener) async throws -> Result
) async throws -> Result {
  let listener = try LoopbackListener(handler: handler)
  listener.start()
  defer { listener.stop() }
  return try await body(listener)
}
