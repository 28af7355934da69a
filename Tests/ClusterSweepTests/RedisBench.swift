import AgentHealth
import ClusterSweep
import FailureStore
import Network
import Redis
import TestSupport

extension SweepBench {
  /// One sweep with a connection of its own to a real redis-server; `minutes` pass before it there too.
  func sweep(
    on redis: RedisServer, after minutes: Int = 11, id: String? = nil,
    before: @escaping @Sendable (StoreCall) async throws(StoreError) -> Void = { _ in }
  ) async throws -> SweepReport {
    if minutes > 0 { try await redis.elapse(seconds: minutes * 60) }
    let loop = try EventLoop()
    defer { loop.stop() }
    let configuration = RedisConfiguration(host: "127.0.0.1", port: redis.port, reconnectDelay: .zero)
    return try await withRedis(configuration, on: loop) { client in
      let store = try RedisStore(client: client, address: "127.0.0.1:\(redis.port)", access: .readWrite)
      return try await sweep(after: Double(minutes), id: id, store: store, before: before)
    }
  }
}
