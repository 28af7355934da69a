internal import Synchronization

/// The identity of one operation, and whether its caller still wants it.
///
/// Cancelling sets the flag first and tells the inbox afterwards. So the loop either sees the flag when it takes the operation up, or gets the
/// cancellation in a later batch than the operation: it is never missed, also not when it comes before the submission.
final class Ticket: Sendable {
  private let cancelled = Atomic(false)

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func cancel() {
    cancelled.store(true, ordering: .releasing)
  }
}

/// A caller that waits for the loop thread. Finished exactly once, by whoever takes it out of the loop's tables.
struct Waiter<Value: Sendable>: Sendable {
  let ticket: Ticket
  let continuation: CheckedContinuation<Result<Value, NetworkError>, Never>

  func finish(_ result: sending Result<Value, NetworkError>) {
    continuation.resume(returning: result)
  }
}
