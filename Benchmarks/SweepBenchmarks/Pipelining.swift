import Benchmark
import Network
import Redis

/// The Redis pipeline: a hundred strikes counted with `INCR` and `EXPIRE`, to a redis-server and back.
func pipelining() {
  let keys = (0..<100).map { "ecs-agent-monitor:{111122223333:eu-west-1:web}:strikes:0123456789abcdef0123456789abcd\($0 / 10)\($0 % 10)" }

  let server = Lock<RedisServer?>(nil)
  let configuration = Benchmark.Configuration(
    skip: !RedisServer.isInstalled,
    setup: {
      guard let started = RedisServer() else { return }
      server.withLock { $0 = started }
    },
    teardown: {
      server.withLock { $0?.stop() }
    })
  Benchmark("100 INCR and EXPIRE to redis-server and back", configuration: configuration) { benchmark in
    guard let port = server.withLock({ $0?.port }) else { return benchmark.error("redis-server does not start") }
    let loop = try EventLoop()
    defer { loop.stop() }
    try await withRedis(RedisConfiguration(host: "127.0.0.1", port: port), on: loop) { (client) async throws(RedisError) in
      // The first one connects, which is not what is measured.
      _ = try await client.pipeline(commands(keys))
      benchmark.startMeasurement()
      blackHole(try await client.pipeline(commands(keys)))
      benchmark.stopMeasurement()
    }
  }
}

private func commands(_ keys: [String]) -> [RedisCommand] {
  keys.flatMap { [RedisCommand("INCR", $0), RedisCommand("EXPIRE", $0, "10800")] }
}
