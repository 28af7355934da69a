import Network
import TestSupport

@testable import Redis

/// Moves slots from node to node of a cluster, as a resharding does, key by key.
struct SlotMover {
  let cluster: RedisCluster
  let admins: [AdminConnection]
  let ids: [String]

  static func with<Result>(
    _ cluster: RedisCluster, on loop: EventLoop, _ body: (SlotMover) async throws -> Result
  ) async throws -> Result {
    func open(_ admins: [AdminConnection]) async throws -> Result {
      if admins.count < cluster.nodes.count {
        return try await AdminConnection.with(cluster.nodes[admins.count].port, on: loop) { try await open(admins + [$0]) }
      }
      var ids: [String] = []
      for node in cluster.nodes.indices { ids.append(try await cluster.id(of: node)) }
      return try await body(SlotMover(cluster: cluster, admins: admins, ids: ids))
    }
    return try await open([])
  }

  /// Moves a slot, with a pause after each key, so that others meet it half moved.
  func move(_ slot: Int, from source: Int, to target: Int, pause: Duration) async throws {
    try await send(target, "CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", ids[source])
    try await send(source, "CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", ids[target])
    while true {
      let keys = try await admins[source].send("CLUSTER", "GETKEYSINSLOT", "\(slot)", "1").elements?.compactMap(\.string) ?? []
      guard let key = keys.first else { break }
      let reply = try await admins[source].send("MIGRATE", "127.0.0.1", "\(cluster.nodes[target].port)", key, "0", "5000")
      if reply.errorCode != nil { throw MoveFailed(reply: reply) }
      try await Task.sleep(for: pause)
    }
    // First the one that has it now, so that there is no moment without an owner.
    for node in [target, source] + admins.indices.filter({ $0 != target && $0 != source }) {
      try await send(node, "CLUSTER", "SETSLOT", "\(slot)", "NODE", ids[target])
    }
  }

  private func send(_ node: Int, _ words: String...) async throws {
    let reply = try await admins[node].sendAll(words)
    if reply != .status("OK") { throw MoveFailed(reply: reply) }
  }

  struct MoveFailed: Error {
    let reply: RESPValue
  }
}
