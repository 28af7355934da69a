internal import CLibcurl

/// The only thing that callers and the loop thread share.
final class Inbox: Sendable {
  /// What came in since the loop last looked.
  struct Batch: Sendable {
    var submissions: [Submission] = []
    var cancelled: [Ticket] = []
    var stop = false
  }

  private struct State {
    var batch = Batch()
    /// The loop polls, or is about to: whoever adds something must wake it. A wake-up costs a system call, so only the first one pays.
    var isAsleep = false
  }

  private let state = Lock(State())
  /// libcurl allows `curl_multi_wakeup` from any thread. Only used under the lock and before `stop` is set; the loop frees the handle after that.
  private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

  init(multi: UnsafeMutableRawPointer) {
    self.multi = multi
  }

  /// False after `stop`: the submission was not taken.
  func submit(_ submission: Submission) -> Bool {
    add { batch in batch.submissions.append(submission) }
  }

  /// The ticket's flag must have been set before.
  func cancel(_ ticket: Ticket) {
    _ = add { batch in batch.cancelled.append(ticket) }
  }

  func stop() {
    _ = add { batch in batch.stop = true }
  }

  private func add(_ change: (inout Batch) -> Void) -> Bool {
    state.withLock { state in
      if state.batch.stop { return false }
      let isAsleep = state.isAsleep
      state.isAsleep = false
      // Woken before the change is made, because `stop` may allow the loop to free the handle; it cannot look before the lock is released.
      if isAsleep { curl_multi_wakeup(multi) }
      change(&state.batch)
      return true
    }
  }

  /// Exchanges the filled batch for `batch`, whose arrays must be empty. `stop` stays set.
  func take(_ batch: inout Batch) {
    let spare = batch
    batch = state.withLock { state in
      state.isAsleep = false
      let taken = state.batch
      state.batch = spare
      state.batch.stop = taken.stop
      return taken
    }
  }

  /// True when there is nothing to do; from then on additions wake the loop.
  func fallAsleep() -> Bool {
    state.withLock { state in
      state.isAsleep = state.batch.submissions.isEmpty && state.batch.cancelled.isEmpty && !state.batch.stop
      return state.isAsleep
    }
  }
}
