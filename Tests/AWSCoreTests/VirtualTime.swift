import AWSCore
import Network

/// Time that moves only when the test says so; sleepers wake when it passes their moment.
final class VirtualTime: Sendable {
  private struct Sleeper {
    let id: Int
    let until: Duration
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var now: Duration = .zero
    var nextID = 0
    var sleepers: [Sleeper] = []
    var slept = 0
  }

  private let state = Lock(State())

  /// How many sleep now.
  var sleeping: Int { state.withLock { $0.sleepers.count } }
  /// How many sleeps there were in all.
  var slept: Int { state.withLock { $0.slept } }
  var now: Duration { state.withLock { $0.now } }
  /// When the next sleeper wakes.
  var next: Duration? { state.withLock { $0.sleepers.map(\.until).min() } }

  func advance(to time: Duration) {
    let awake = state.withLock { state in
      state.now = max(state.now, time)
      let awake = state.sleepers.filter { $0.until <= state.now }
      state.sleepers.removeAll { $0.until <= state.now }
      return awake
    }
    for sleeper in awake { sleeper.continuation.resume(returning: true) }
  }

  var source: TimeSource {
    TimeSource(
      wall: { TestTime.start }, monotonic: { self.now }, sleep: { try await self.sleep($0) })
  }

  private func sleep(_ duration: Duration) async throws {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isAwake = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isCancelled = state.withLock { state in
          if Task.isCancelled { return true }
          state.slept += 1
          state.sleepers.append(Sleeper(id: id, until: state.now + duration, continuation: continuation))
          return false
        }
        if isCancelled { continuation.resume(returning: false) }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
      }
      sleeper?.continuation.resume(returning: false)
    }
    if !isAwake { throw CancellationError() }
  }
}
