import Glibc

/// A thread of its own for blocking file work: the executor of the file store's actor.
///
/// `fsync` takes milliseconds on a good day and seconds on a bad one. The cooperative pool has as few threads as cores; one of them
/// asleep in `fsync` is one core that decodes nothing. So the actor runs here, in order, and its callers merely wait for it.
final class FileThread: SerialExecutor {
  private let jobs: JobQueue

  /// Starts the thread, which ends when this object goes away.
  init() throws(StoreError) {
    jobs = JobQueue()
    var thread = pthread_t()
    let retained = Unmanaged.passRetained(jobs)
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<JobQueue>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, retained.toOpaque())
    if code != 0 {
      retained.release()
      throw StoreError(.unavailable, "no thread could be started for the store's file: \(SystemError(code))")
    }
    pthread_detach(thread)
  }

  deinit { jobs.finish() }

  func enqueue(_ job: consuming ExecutorJob) {
    jobs.append(UnownedJob(job), for: self)
  }
}

/// Jobs that wait for the thread.
///
/// `@unchecked Sendable`, proof: `waiting` and `isFinished` are touched only between `pthread_mutex_lock` and `pthread_mutex_unlock` of
/// `mutex`; `mutex` and `condition` are allocated once, never moved, and freed in `deinit`, when neither the thread nor the executor holds
/// this object any more. The lock of module Network has no condition to wait on, so this is a queue of its own.
private final class JobQueue: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// Each job keeps its executor alive until it has run.
  private var waiting: [(job: UnownedJob, executor: FileThread)] = []
  private var isFinished = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    pthread_mutex_destroy(mutex)
    condition.deallocate()
    mutex.deallocate()
  }

  func append(_ job: UnownedJob, for executor: FileThread) {
    pthread_mutex_lock(mutex)
    waiting.append((job, executor))
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  /// Lets the thread end. Nothing waits any more: a waiting job would have kept the executor alive.
  func finish() {
    pthread_mutex_lock(mutex)
    isFinished = true
    pthread_cond_signal(condition)
    pthread_mutex_unlock(mutex)
  }

  func run() {
    while let batch = next() {
      for (job, executor) in batch { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
    }
  }

  private func next() -> [(job: UnownedJob, executor: FileThread)]? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while waiting.isEmpty, !isFinished { pthread_cond_wait(condition, mutex) }
    defer { waiting = [] }
    return waiting.isEmpty ? nil : waiting
  }
}
