public import Network

/// Gives `body` a client of the Redis that `configuration` names. The connection is made with the first command and closed when `body` ends.
public func withRedis<Value: Sendable, Failure: Error>(
  _ configuration: RedisConfiguration, on loop: EventLoop, _ body: (RedisClient) async throws(Failure) -> Value
) async throws(Failure) -> Value {
  let client = RedisClient(configuration, on: loop)
  let result: Result<Value, Failure> = await withTaskGroup(of: Void.self) { group in
    group.addTask { await client.run() }
    let result: Result<Value, Failure>
    do throws(Failure) {
      result = .success(try await body(client))
    } catch {
      result = .failure(error)
    }
    client.shutDown()
    return result
  }
  return try result.get()
}
