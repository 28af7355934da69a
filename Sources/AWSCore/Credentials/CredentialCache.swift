internal import Network

/// Keeps the credentials of one identity, and renews them before they expire: once, however many tasks wait for them.
///
/// There is no task of its own: the first who finds them too old renews them in its own task. If that one is cancelled meanwhile, the next
/// in line takes over. A failure is told to all who wait and is not kept: the next who asks tries again. A class with a lock and not an
/// actor, because a waiter that is cancelled must leave the line at once, from a cancellation handler, which cannot wait for an actor.
public final class CredentialCache: Sendable {
  private enum Turn {
    case finished(Result<Credentials, AWSError>)
    case renew
    case wait
  }

  private struct State {
    var current: HeldCredentials?
    var isRenewing = false
    var waiting: [(id: Int, turn: CheckedContinuation<Turn, Never>)] = []
    var nextID = 0
  }

  /// Where they come from, for messages.
  public let name: String
  private let source: CredentialSource
  private let time: TimeSource
  /// Gets renewals that failed and did no harm.
  public let notices: CredentialNotices
  private let state = Lock(State())

  /// A cache that is empty until somebody asks.
  public init(_ source: CredentialSource, time: TimeSource, notices: CredentialNotices = CredentialNotices()) {
    self.name = source.name
    self.source = source
    self.time = time
    self.notices = notices
  }

  /// Credentials that are good for a while. Throws what the source threw, or `cancelled`.
  ///
  /// While they are merely old, one task renews them and the others go on with them, and a failure does no harm; when they are about to
  /// expire, all wait.
  public func credentials() async throws(AWSError) -> Credentials {
    let now = time.wall()
    let turn = state.withLock { state -> Turn in
      if let current = state.current, !current.needsRenewal(now: now, isRenewing: state.isRenewing) {
        return .finished(.success(current.credentials))
      }
      if state.isRenewing { return .wait }
      state.isRenewing = true
      return .renew
    }
    return try await take(turn)
  }

  /// AWS said that these are expired: they are not used again, unless somebody renewed them already.
  func discard(_ expired: Credentials) {
    state.withLock { state in
      if state.current?.credentials == expired { state.current = nil }
    }
  }

  private func take(_ turn: Turn) async throws(AWSError) -> Credentials {
    switch turn {
    case .finished(let result): try result.get()
    case .renew: try await renew()
    case .wait: try await take(await inLine())
    }
  }

  private func renew() async throws(AWSError) -> Credentials {
    let result: Result<Credentials, AWSError>
    do throws(AWSError) {
      result = .success(try await fetch())
    } catch {
      if error.kind == .cancelled {
        passOn()
        throw error
      }
      result = .failure(error)
    }
    return try finish(result).get()
  }

  private func fetch() async throws(AWSError) -> Credentials {
    let credentials = try await source.fetch()
    if let expiration = credentials.expiration, expiration <= time.wall() {
      throw AWSError(.credentials, code: "ExpiredCredentials", message: "the credentials from \(name) are expired already")
    }
    return credentials
  }

  private func finish(_ fetched: Result<Credentials, AWSError>) -> Result<Credentials, AWSError> {
    let now = time.wall()
    let (result, waiting) = state.withLock { state in
      var result = fetched
      switch fetched {
      case .success(let credentials):
        state.current = HeldCredentials(credentials, now: now)
      case .failure(let error):
        // A failed renewal is no failure as long as the old ones still are good.
        if let old = state.current, old.survivesFailure(now: now) {
          state.current?.failed(now: now)
          result = .success(old.credentials)
          notices.add("the credentials from \(name) could not be renewed; the old ones are used while they last: \(error)")
        }
      }
      let waiting = state.waiting.map(\.turn)
      state.waiting = []
      state.isRenewing = false
      return (result, waiting)
    }
    for turn in waiting { turn.resume(returning: .finished(result)) }
    return result
  }

  /// The renewing task was cancelled: the next in line renews.
  private func passOn() {
    let next = state.withLock { state -> CheckedContinuation<Turn, Never>? in
      if state.waiting.isEmpty {
        state.isRenewing = false
        return nil
      }
      return state.waiting.removeFirst().turn
    }
    next?.resume(returning: .renew)
  }

  private func inLine() async -> Turn {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // Nil: the line has it. The renewal may have ended since the turn was given, and the task may have been cancelled.
        let turn = state.withLock { state -> Turn? in
          if Task.isCancelled { return .finished(.failure(.cancelled)) }
          if !state.isRenewing {
            if let current = state.current { return .finished(.success(current.credentials)) }
            state.isRenewing = true
            return .renew
          }
          state.waiting.append((id, continuation))
          return nil
        }
        if let turn { continuation.resume(returning: turn) }
      }
    } onCancel: {
      let turn = state.withLock { state in
        state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).turn }
      }
      turn?.resume(returning: .finished(.failure(.cancelled)))
    }
  }
}
