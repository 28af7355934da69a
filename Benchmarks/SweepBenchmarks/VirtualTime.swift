import AWSCore
import Network

/// Time that stands still until as many sleep as are expected, and then goes from one awakening to the next at once.
final class VirtualTime: Sendable {
  private struct State {
    var now = Duration.zero
    var sleepers: [(until: Duration, continuation: CheckedContinuation<Void, Never>)] = []
  }

  private let expected: Int
  private let state = Lock(State())

  init(sleepers: Int) {
    expected = sleepers
  }

  var source: TimeSource {
    TimeSource(wall: { 1_700_000_000 }, monotonic: { self.state.withLock { $0.now } }, sleep: { await self.sleep($0) })
  }

  private func sleep(_ duration: Duration) async {
    await withCheckedContinuation { continuation in
      let awake = state.withLock { state in
        state.sleepers.append((state.now + duration, continuation))
        return state.sleepers.count == expected ? state.sleepers : []
      }
      for sleeper in awake.sorted(by: { $0.until < $1.until }) {
        state.withLock { $0.now = sleeper.until }
        sleeper.continuation.resume()
      }
    }
  }
}
