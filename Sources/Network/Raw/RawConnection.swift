/// A plain or TLS connection that carries any bytes, served by the event loop's thread.
///
/// One task may send while another receives. Several sends go out one after the other, whole, in the order in which they were asked for; several
/// receives are answered in order. Or a handler speaks in place of tasks.
public final class RawConnection: Sendable {
  private let loop: EventLoop
  private let id: RawSocket.ID

  init(loop: EventLoop, id: RawSocket.ID) {
    self.loop = loop
    self.id = id
  }

  deinit {
    close()
  }

  /// Returns when all bytes were given to the operating system.
  ///
  /// A send that is cancelled or overdue after it has begun closes the connection, because the peer has a part of it.
  /// - Parameter timeout: `nil` for none
  public func send(_ bytes: [UInt8], timeout: Duration? = nil) async throws(NetworkError) {
    try await loop.perform { waiter in .send(self.id, bytes, timeout: timeout, waiter) }
  }

  /// The bytes that are there, at most 1 MiB or little more, after waiting for the first; empty when the peer has closed the connection.
  ///
  /// Cancelled or overdue, it leaves the connection as it is: nothing that arrives is lost for the next receive.
  /// - Parameter timeout: `nil` for none
  public func receive(timeout: Duration? = nil) async throws(NetworkError) -> [UInt8] {
    try await loop.perform { waiter in .receive(self.id, timeout: timeout, waiter) }
  }

  /// Lets `handler` speak, and returns when it has closed the connection; throws when somebody else has, or it failed. Not ended by cancellation:
  /// for a connection that several tasks share, where one task's end must not be everybody's.
  ///
  /// From then on `send` and `receive` end with `connectionLost`.
  public func serve(with handler: RawHandler) async throws(NetworkError) {
    try await loop.perform(isCancellable: false) { waiter in .serve(self.id, handler, waiter) }
  }

  /// Has the handler asked for bytes to send.
  public func prompt() {
    loop.prompt(id)
  }

  /// Closes the connection; operations in progress end with `connectionLost`. May be called again.
  public func close() {
    loop.close(id)
  }
}
