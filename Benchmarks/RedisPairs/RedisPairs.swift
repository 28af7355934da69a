import Glibc
import Network
import Redis

/// 10,000 pairs of INCR and EXPIRE with this project's client.
///
/// Usage: `RedisPairs PORT BATCH PAIRS [CA FILE]`. Prints microseconds a pair, wall clock and CPU of this process, and its peak memory in MB.
@main
struct RedisPairs {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    let numbers = arguments.prefix(3).compactMap { Int($0) }
    guard numbers.count == 3 else { exit(64) }
    let (port, batch, pairs) = (numbers[0], numbers[1], numbers[2])
    let loop = try EventLoop()
    defer { loop.stop() }
    let tls = arguments.count > 3 ? TLS(caFile: arguments.last) : nil
    try await withRedis(RedisConfiguration(host: "127.0.0.1", port: port, tls: tls), on: loop) { (client) async throws(RedisError) in
      try await run(client, batch: batch, pairs: batch)
      let (wall, cpu) = (EventLoop.systemMonotonic(), used().cpu)
      try await run(client, batch: batch, pairs: pairs)
      let count = Double(pairs)
      let elapsed = (EventLoop.systemMonotonic() - wall) / .microseconds(1)
      print(elapsed / count, (used().cpu - cpu) / count, used().memory)
    }
  }

  private static let keys = (0..<100).map {
    "ecs-agent-monitor:{111122223333:eu-west-1:web}:strikes:0000000000000000000000000000\($0 + 1000)"
  }

  /// On the pool and not on the main actor, as a sweep's tasks are.
  @concurrent private static func run(_ client: RedisClient, batch: Int, pairs: Int) async throws(RedisError) {
    let keys = keys
    for done in stride(from: 0, to: pairs, by: batch) {
      var commands: [RedisCommand] = []
      commands.reserveCapacity(2 * batch)
      for number in done..<(done + batch) {
        let key = keys[number % 100]
        commands.append(RedisCommand("INCR", key))
        commands.append(RedisCommand("EXPIRE", key, "10800"))
      }
      let replies = try await client.pipeline(commands)
      guard replies.count == commands.count, replies.allSatisfy({ $0.int != nil }) else { exit(1) }
    }
  }

  /// CPU time in microseconds, user and system, and peak memory in MB.
  private static func used() -> (cpu: Double, memory: Int) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
    return (seconds * 1e6 + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec), usage.ru_maxrss / 1024)
  }
}
