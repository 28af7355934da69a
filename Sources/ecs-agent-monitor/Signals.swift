import Dispatch
import Glibc

/// SIGINT and SIGTERM as values: the first ends the sweep in good order, a second one ends the process at once.
struct Signals: ~Copyable {
  let stream: AsyncStream<Int32>
  private let sources: [any DispatchSourceSignal]

  init() {
    let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
    self.stream = stream
    let numbers = [SIGINT, SIGTERM]
    sources = numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        continuation.yield(number)
        // From the second one on, whichever it is, the default action is back.
        for number in numbers { signal(number, SIG_DFL) }
      }
      source.activate()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
  }
}
