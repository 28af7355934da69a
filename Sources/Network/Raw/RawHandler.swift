/// Speaks over a raw connection on the event loop's thread, with no task in between: each passing from thread to thread costs as much as ten commands
/// of a pipeline. What it does must be short, and must not wait.
public struct RawHandler: Sendable {
  let next: @Sendable () -> [UInt8]
  let received: @Sendable ([UInt8]) -> Bool
  let interval: Duration
  let tick: @Sendable () -> Bool

  /// - Parameters:
  ///   - next: the bytes to send, empty for none at present. Asked when the last ones were given to the operating system, and after `prompt()`.
  ///   - received: takes what has arrived, 1 byte to 64 KiB; false to close the connection
  ///   - interval: between two calls of `tick`, above zero; on the event loop's clock
  ///   - tick: looks at the time; false to close the connection
  public init(
    next: @escaping @Sendable () -> [UInt8], received: @escaping @Sendable ([UInt8]) -> Bool, every interval: Duration,
    tick: @escaping @Sendable () -> Bool
  ) {
    self.next = next
    self.received = received
    self.interval = interval
    self.tick = tick
  }
}

/// A handler at work on a connection.
final class RawService {
  let handler: RawHandler
  let waiter: Waiter<Void>
  /// What the handler gave, until the operating system has it all.
  var bytes: [UInt8] = []
  var sent = 0
  /// The handler may have something to send.
  var isPrompted = true
  /// On the event loop's clock.
  var nextTick: Duration

  init(_ handler: RawHandler, waiter: Waiter<Void>, now: Duration) {
    self.handler = handler
    self.waiter = waiter
    nextTick = now + handler.interval
  }

  var hasUnsent: Bool { sent < bytes.count }
}
