internal import Glibc

/// Work that may block, on a thread of its own: reading a token file, waiting for a credential process. The cooperative pool has as few
/// threads as cores, and none may sleep. Credentials are renewed a few times an hour, so a thread each time costs nothing.
enum BlockingWork {
  /// Runs `work` on a new thread and waits for its result. `work` is responsible for ending in time.
  static func run<Value: Sendable>(_ work: @escaping @Sendable () throws(AWSError) -> Value) async throws(AWSError) -> Value {
    let result: Result<Value, AWSError> = await withCheckedContinuation { continuation in
      let job = Job {
        do throws(AWSError) {
          continuation.resume(returning: .success(try work()))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
      var thread = pthread_t()
      let context = Unmanaged.passRetained(job)
      let code = pthread_create(
        &thread, nil,
        { context in
          if let context { Unmanaged<Job>.fromOpaque(context).takeRetainedValue().run() }
          return nil
        }, context.toOpaque())
      guard code == 0 else {
        context.release()
        continuation.resume(returning: .failure(AWSError(.credentials, code: "NoThread", message: "no thread could be started")))
        return
      }
      pthread_detach(thread)
    }
    return try result.get()
  }

  private final class Job {
    let run: () -> Void

    init(_ run: @escaping () -> Void) {
      self.run = run
    }
  }
}
