internal import Glibc

/// Holds threads of a test server until the test lets them go.
///
/// `@unchecked Sendable`: `isOpen` and `waiting` are only touched between lock and unlock of `mutex`.
public final class Gate: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var isOpen = false
  private var waiting = 0

  /// A closed gate.
  public init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  /// Blocks the calling thread (never a task) until `open`.
  public func pass() {
    pthread_mutex_lock(mutex)
    waiting += 1
    while !isOpen { pthread_cond_wait(condition, mutex) }
    waiting -= 1
    pthread_mutex_unlock(mutex)
  }

  /// Lets all pass, now and later.
  public func open() {
    pthread_mutex_lock(mutex)
    isOpen = true
    pthread_cond_broadcast(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Threads that are held now.
  public var held: Int {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return waiting
  }
}

/// Waits until `condition` holds, looking every few milliseconds; false after `limit`.
public func eventually(within limit: Duration = .seconds(60), _ condition: () async throws -> Bool) async throws -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while clock.now < end {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(3))
  }
  return try await condition()
}
