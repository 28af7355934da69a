import AgentHealth
import FailureStore
import Foundation
import Network
import TestSupport
import Testing

/// The kinds of store that keep the same contract.
enum Kind: String, CaseIterable, Sendable {
  case memory, file, redis

}

/// A clock that moves only when it is told to.
final class HandClock: Sendable {
  private let time = Lock(Timestamp(milliseconds: 1_700_000_000_000))

  var now: Timestamp { time.withLock { $0 } }
  var read: @Sendable () -> Timestamp { { self.now } }

  func advance(by duration: Duration) {
    time.withLock { $0 = $0 + duration }
  }
}

/// One place where strikes are kept, and the stores on it.
struct Bench: Sendable {
  static let owner = StoreOwner(account: "111122223333", installation: "default")

  let clock: HandClock
  /// Gives a store that is not open yet.
  let scope: @Sendable (StoreAccess, (any StrikeStore) async throws -> Void) async throws -> Void
  let elapse: @Sendable (Duration) async throws -> Void

  /// Opens the place for the length of `body`, as a sweep does.
  func open<Result>(
    _ access: StoreAccess = .readWrite, as owner: StoreOwner = Bench.owner, _ body: (any StrikeStore) async throws -> Result
  ) async throws -> Result {
    var result: Result?
    try await scope(access) { store in
      do {
        try await store.open(as: owner)
        result = try await body(store)
        await store.close()
      } catch {
        await store.close()
        throw error
      }
    }
    return try #require(result)
  }

  /// Lets time pass: for the clock, and for everything that is kept. A test leaves tens of seconds to what Redis' own clock adds on a busy machine.
  func pass(_ duration: Duration) async throws {
    clock.advance(by: duration)
    try await elapse(duration)
  }

  /// A fresh, empty place of this kind.
  static func with<Result: Sendable>(_ kind: Kind, _ body: (Bench) async throws -> Result) async throws -> Result {
    let clock = HandClock()
    switch kind {
    case .memory:
      let store = MemoryStore(now: clock.read)
      return try await body(Bench(clock: clock, scope: { _, use in try await use(store) }, elapse: { _ in }))
    case .redis:
      return try await StoreServer.with { server in try await body(server.bench(clock: clock)) }
    case .file:
      return try await withTemporaryFolder { folder in
        try await body(file(folder.appendingPathComponent("state/strikes.json").path, clock: clock))
      }
    }
  }

  /// The place in a file.
  static func file(_ path: String, clock: HandClock) -> Bench {
    Bench(clock: clock, scope: { access, use in try await use(FileStore(path: path, access: access, now: clock.read)) }, elapse: { _ in })
  }
}
