/// A cluster of `redis-server`s for one test, on 127.0.0.1: some primaries that share all slots, and replicas of the first ones.
public struct RedisCluster: Sendable {
  /// The primaries as they began, then the replicas.
  public let nodes: [RedisServer]

  /// Runs one while `body` runs.
  /// - Parameters:
  ///   - replicas: one each for the first primaries
  ///   - arguments: added to every node's command line
  public static func with<Result>(
    primaries: Int = 3, replicas: Int = 0, arguments: @escaping @Sendable (_ port: Int) throws -> [String] = { _ in [] },
    _ body: (RedisCluster) async throws -> Result
  ) async throws -> Result {
    try await start(primaries + replicas, arguments, []) { nodes in
      let cluster = RedisCluster(nodes: nodes.map(\.server))
      try await cluster.form(primaries: primaries, buses: nodes.map(\.bus))
      return try await body(cluster)
    }
  }

  private typealias Started = (server: RedisServer, bus: Int)

  private static func start<Result>(
    _ count: Int, _ arguments: (Int) throws -> [String], _ started: [Started], _ body: ([Started]) async throws -> Result
  ) async throws -> Result {
    if started.count == count { return try await body(started) }
    let (port, bus) = (try Loopback.freePort(), try Loopback.freePort())
    let all = [
      "--cluster-enabled", "yes", "--cluster-port", "\(bus)", "--cluster-node-timeout", "1000", "--cluster-announce-ip", "127.0.0.1",
      "--repl-diskless-sync-delay", "0",
    ]
    return try await RedisServer.with(port: port, all + arguments(port)) { server in
      try await start(count, arguments, started + [(server, bus)], body)
    }
  }

  private func form(primaries: Int, buses: [Int]) async throws {
    for (index, node) in nodes.enumerated() {
      _ = try await node.cli("CLUSTER", "SET-CONFIG-EPOCH", "\(index + 1)")
      if index < primaries {
        let (first, last) = (16384 * index / primaries, 16384 * (index + 1) / primaries - 1)
        _ = try await node.cli("CLUSTER", "ADDSLOTSRANGE", "\(first)", "\(last)")
      }
      if index > 0 { _ = try await nodes[0].cli("CLUSTER", "MEET", "127.0.0.1", "\(node.port)", "\(buses[index])") }
    }
    try await wait { $0.split(whereSeparator: \.isNewline).contains("cluster_known_nodes:\(nodes.count)") }
    for index in primaries..<nodes.count {
      _ = try await nodes[index].cli("CLUSTER", "REPLICATE", try await id(of: index - primaries))
    }
    try await wait { $0.contains("cluster_state:ok") && $0.contains("cluster_slots_ok:16384") }
    for index in primaries..<nodes.count {
      guard try await eventually({ try await nodes[index].cli("INFO", "replication").contains("master_link_status:up") }) else {
        throw LoopbackError("a replica does not follow")
      }
    }
  }

  private func wait(until condition: (String) -> Bool) async throws {
    for node in nodes {
      guard try await eventually({ condition(try await node.cli("CLUSTER", "INFO")) }) else {
        throw LoopbackError("the cluster does not form: \(try await node.cli("CLUSTER", "INFO"))")
      }
    }
  }

  /// The name that a node has in the cluster.
  public func id(of node: Int) async throws -> String {
    String(try await nodes[node].cli("CLUSTER", "MYID").prefix { !$0.isNewline })
  }

  /// How often the nodes answered with this error: `MOVED`, `ASK`, `TRYAGAIN`.
  public func count(of error: String) async throws -> Int {
    var count = 0
    for node in nodes {
      for line in try await node.cli("INFO", "errorstats").split(whereSeparator: \.isNewline)
      where line.hasPrefix("errorstat_\(error):count=") {
        count += Int(line.split(separator: "=").last ?? "") ?? 0
      }
    }
    return count
  }
}
