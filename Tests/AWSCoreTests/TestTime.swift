import AWSCore
import Network

/// Time that stands still, except that sleeping moves it on at once. Remembers every sleep.
final class TestTime: Sendable {
  private struct State {
    var now: Duration = .zero
    var sleeps: [Duration] = []
  }

  /// 2024-01-02T03:04:05Z
  static let start = 1_704_164_645.0

  private let state = Lock(State())
  /// How far the local clock is ahead of `start` plus the time that passed, seconds.
  let skew: Double

  init(skew: Double = 0) {
    self.skew = skew
  }

  var sleeps: [Duration] { state.withLock { $0.sleeps } }
  var elapsed: Double { state.withLock { Double($0.now.components.seconds) + Double($0.now.components.attoseconds) / 1e18 } }

  func advance(_ duration: Duration) {
    state.withLock { $0.now += duration }
  }

  var source: TimeSource {
    TimeSource(
      wall: { Self.start + self.skew + self.elapsed },
      monotonic: { self.state.withLock { $0.now } },
      sleep: { duration in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.now += duration
          state.sleeps.append(duration)
        }
      })
  }
}
