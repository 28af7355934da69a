import AWSCore
import AgentHealth
import Configuration
import FailureStore
import Network

/// Which store a sweep uses, made from where it is.
struct StoreSelection {
  let location: Configuration.StoreLocation
  let keyPrefix: String
  let access: StoreAccess

  /// The store, not yet open.
  func store(loop: EventLoop, environment: Environment, time: TimeSource) throws(StoreError) -> any StrikeStore {
    let now: @Sendable () -> Timestamp = { Timestamp(seconds: time.wall()) }
    switch location {
    case .file(let path): return try FileStore(path: path, access: access, now: now)
    case .memory: return MemoryStore(access: access, now: now)
    case .redis: throw StoreError(.configuration, "redis is not there yet")
    }
  }
}
