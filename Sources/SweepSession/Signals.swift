import Dispatch
import Glibc
import Network

/// SIGINT and SIGTERM as values: the first ends the work in good order, a second one ends the process at once.
public final class Signals: Sendable {
  private struct State {
    var received: Int32?
    var listener: AsyncStream<Int32>.Continuation?
  }

  private let state = Lock(State())

  /// Takes both signals over, for good.
  public init() {
    for number in Self.numbers {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        self.receive(number)
        // From the second one on, whichever it is, the default action is back.
        for number in Self.numbers { signal(number, SIG_DFL) }
        withExtendedLifetime(source) {}
      }
      source.activate()
    }
  }

  /// The first signal; nil while none came.
  public var received: Int32? { state.withLock { $0.received } }

  /// The first signal, also if it came before. Who listens takes the place of whoever listened before.
  public func listen() -> AsyncStream<Int32> {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    let received = state.withLock { state -> Int32? in
      state.listener = continuation
      return state.received
    }
    if let received { continuation.yield(received) }
    return stream
  }

  private func receive(_ number: Int32) {
    let listener = state.withLock { state -> AsyncStream<Int32>.Continuation? in
      state.received = state.received ?? number
      return state.listener
    }
    listener?.yield(number)
  }

  private static let numbers = [SIGINT, SIGTERM]
}
