import Glibc

/// A value behind one mutex.
///
/// A `pthread_mutex_t` rather than `Synchronization.Mutex`, because ThreadSanitizer reports false races for the latter.
///
/// Proof for `@unchecked Sendable`: `mutex` is a pointer that never changes, and `state` is read and written only inside `withLock`,
/// between lock and unlock of that mutex. What enters at `init` is sent, and only `Sendable` results leave; the callers of this module
/// keep no reference to a part of `state` beyond the closure.
final class Guarded<State>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private var state: State

  init(_ state: sending State) {
    self.state = state
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func withLock<R: Sendable, E: Error>(_ body: (inout State) throws(E) -> R) throws(E) -> R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state)
  }
}
