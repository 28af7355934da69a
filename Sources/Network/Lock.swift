internal import Glibc

/// A value that is only touched by one thread at a time.
///
/// The only lock of this project. `Synchronization.Mutex` would do as well, but ThreadSanitizer does not understand it and reports a race for
/// everything it guards; pthread mutexes it understands.
///
/// `@unchecked Sendable`, because: `state` is reachable only through `withLock`, which holds `mutex` for as long as the closure runs; the closure
/// gets it as `inout sending`, so nothing of it can leave, and `init` takes it as `sending`, so nobody else kept a part.
public final class Lock<State>: @unchecked Sendable {
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let state: UnsafeMutablePointer<State>

  /// Guards `state`.
  public init(_ state: consuming sending State) {
    mutex = .allocate(capacity: 1)
    mutex.initialize(to: pthread_mutex_t())
    // Default attributes: the only documented error is lack of memory or other resources, which allocate does not survive either.
    let result = pthread_mutex_init(mutex, nil)
    precondition(result == 0, "pthread_mutex_init failed")
    self.state = .allocate(capacity: 1)
    self.state.initialize(to: state)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deinitialize(count: 1)
    mutex.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Runs `body` with the value while no other thread has it. Not recursive; keep it short, callers may be tasks.
  public func withLock<R, E: Error>(_ body: (inout sending State) throws(E) -> sending R) throws(E) -> sending R {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state.pointee)
  }
}
