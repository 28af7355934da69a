import Network
import TestSupport
import Testing

@testable import Redis

@Suite("A cluster of three", .serialized)
struct ClusterTests {
  /// Tags in slots all over the cluster.
  private static let tags = (0..<20).map { "{111122223333:eu-west-1:cluster-\($0)}" }

  private static func slot(_ tag: String) -> Int { KeySlot.slot(of: Array(tag.utf8)) }

  /// One block as the store's are: counts, sets, gives a lifetime.
  private static func block(_ tag: String) -> [RedisCommand] {
    [
      RedisCommand("INCR", "\(tag):strikes"), RedisCommand("PEXPIRE", "\(tag):strikes", "600000"),
      RedisCommand("SET", "\(tag):seen", "sweep", "PX", "600000"), RedisCommand("SET", "\(tag):since", "now", "PX", "600000"),
    ]
  }

  private static func counts(_ client: RedisClient) async throws -> [Int] {
    try await client.pipeline(tags.map { RedisCommand("GET", "\($0):strikes") }).map { $0.int ?? 0 }
  }

  /// Counts each tag up with blocks, one after the other, all tags at once; how many were applied and unknown for each.
  private static func count(
    _ client: RedisClient, blocks: Int, passed: Progress = Progress()
  ) async throws -> [(applied: Int, unknown: Int)] {
    try await withThrowingTaskGroup(of: (Int, Int, Int).self) { group in
      for (index, tag) in tags.enumerated() {
        group.addTask {
          var (applied, unknown) = (0, 0)
          for _ in 0..<blocks {
            switch try await client.transaction(block(tag)) {
            case .applied(let replies):
              applied += 1
              // No loss makes a count too high; without one it is exact.
              #expect(
                replies[0].int.map { $0 <= applied + unknown && (unknown > 0 || $0 == applied) } == true, "\(replies) after \(applied)")
            case .unknown: unknown += 1
            case .refused(let reason): Issue.record("refused: \(reason)")
            }
            passed.blocks.withLock { $0 += 1 }
          }
          return (index, applied, unknown)
        }
      }
      var ends = Array(repeating: (applied: 0, unknown: 0), count: tags.count)
      for try await (index, applied, unknown) in group { ends[index] = (applied, unknown) }
      return ends
    }
  }

  private struct Progress: Sendable {
    let blocks = Lock(0)
    var count: Int { blocks.withLock { $0 } }
  }

  @Test("commands and blocks of many targets go to the nodes that serve them, whichever node was named")
  func routing() async throws {
    try await RedisCluster.with { cluster in
      for seed in cluster.nodes {
        try await withClient(seed.port) { client in
          _ = try await client.pipeline([RedisCommand("PING"), RedisCommand("FLUSHALL")])
          let ends = try await Self.count(client, blocks: 2)
          #expect(ends.allSatisfy { $0 == (2, 0) })
          let commands = Self.tags.flatMap {
            [RedisCommand("GET", "\($0):strikes"), RedisCommand("ECHO", $0), RedisCommand("LPUSH", "\($0):seen", "x")]
          }
          let replies = try await client.pipeline(commands)
          for (index, tag) in Self.tags.enumerated() {
            #expect(replies[3 * index] == .bulk([50]) && replies[3 * index + 1].string == tag)
            #expect(replies[3 * index + 2].errorCode == "WRONGTYPE")
          }
          _ = try await client.pipeline(Self.tags.map { RedisCommand("DEL", "\($0):strikes", "\($0):seen", "\($0):since") })
        }
      }
      #expect(try await cluster.count(of: "MOVED") == 0)
      for node in cluster.nodes { #expect(try await node.cli("CONFIG", "GET", "port").contains("\(node.port)")) }
    }
  }

  @Test("a block over two slots, and a database other than 0, are refused with what to do")
  func misuse() async throws {
    try await RedisCluster.with { cluster in
      try await withClient(cluster.nodes[0].port) { client in
        let error = await redisError { () throws(RedisError) in
          try await client.transaction([RedisCommand("SET", "foo", "1"), RedisCommand("SET", "bar", "1")])
        }
        #expect(error?.code == .server("CROSSSLOT") && error?.wasSent == false)
      }
      let error = try await withClient(cluster.nodes[0].port) {
        $0.database = 1
      } _: { client in
        await redisError { () throws(RedisError) in try await client.pipeline([RedisCommand("PING")]) }
      }
      #expect(error?.message.contains("is in cluster mode, where there is only database 0") == true, "\(String(describing: error))")
    }
  }

  @Test("1,000 blocks run while their slots move: each is applied exactly once")
  func migration() async throws {
    try await RedisCluster.with { cluster in
      let loop = try EventLoop()
      defer { loop.stop() }
      try await SlotMover.with(cluster, on: loop) { mover in
        try await withClient(cluster.nodes[0].port) {
          $0.reconnectDelay = .milliseconds(4)
        } _: { client in
          let progress = Progress()
          var (moves, lookings) = (0, 0)
          try await withThrowingTaskGroup(of: [(applied: Int, unknown: Int)].self) { group in
            group.addTask { try await Self.count(client, blocks: 50, passed: progress) }
            var owners = Self.tags.map { Self.slot($0) * 3 / 16384 }
            while progress.count < 950 {
              let index = moves % Self.tags.count
              let target = (owners[index] + 1) % 3
              try await mover.move(Self.slot(Self.tags[index]), from: owners[index], to: target, pause: .milliseconds(1))
              owners[index] = target
              moves += 1
              // What reads without blocks sees every count, wherever it is.
              let counts = try await Self.counts(client)
              #expect(counts.allSatisfy { $0 <= 50 })
              lookings += 1
            }
            for try await ends in group { #expect(ends.allSatisfy { $0 == (50, 0) }, "\(ends)") }
          }
          #expect(try await Self.counts(client) == Array(repeating: 50, count: 20))
          // Else nothing was met half moved.
          for error in ["MOVED", "ASK", "TRYAGAIN"] {
            #expect(try await cluster.count(of: error) > 0, "\(error) was never met in \(moves) moves and \(lookings) looks")
          }
        }
      }
    }
  }

  @Test("a replica is promoted in good order while blocks run: nothing is lost or doubled")
  func promotion() async throws {
    try await RedisCluster.with(replicas: 1) { cluster in
      try await withClient(cluster.nodes[1].port) { client in
        let progress = Progress()
        try await withThrowingTaskGroup(of: [(applied: Int, unknown: Int)].self) { group in
          group.addTask { try await Self.count(client, blocks: 60, passed: progress) }
          #expect(try await eventually { progress.count > 100 })
          #expect(try await cluster.nodes[3].cli("CLUSTER", "FAILOVER").contains("OK"))
          #expect(try await eventually { try await cluster.nodes[3].cli("ROLE").hasPrefix("master") })
          for try await ends in group { #expect(ends.allSatisfy { $0 == (60, 0) }, "\(ends)") }
        }
        #expect(try await Self.counts(client) == Array(repeating: 60, count: 20))
      }
    }
  }

  @Test("a primary is killed while blocks run: its replica takes over, no count is too high, and blocks go on")
  func failover() async throws {
    try await RedisCluster.with(replicas: 1) { cluster in
      // Not at the one that is to die.
      try await withClient(cluster.nodes[1].port) { client in
        let progress = Progress()
        let before = try await withThrowingTaskGroup(of: [(applied: Int, unknown: Int)].self) { group in
          group.addTask { try await Self.count(client, blocks: 60, passed: progress) }
          #expect(try await eventually { progress.count > 200 })
          cluster.nodes[0].process.signal(9)
          return try await group.next() ?? []
        }
        #expect(try await cluster.nodes[3].cli("ROLE").hasPrefix("master"))
        for (count, end) in zip(try await Self.counts(client), before) {
          #expect(count <= end.applied + end.unknown && end.applied + end.unknown == 60)
        }
        // The same tags again: all nodes serve.
        let replies = try await client.pipeline(Self.tags.map { RedisCommand("SET", "\($0):strikes", "0") })
        #expect(replies.allSatisfy { $0 == .status("OK") })
      }
    }
  }

  @Test("a user who may not ask for the slots is led by redirections alone")
  func withoutSlots() async throws {
    try await RedisCluster.with(arguments: { _ in ["--user", "limited", "on", ">right", "~*", "+@all", "-cluster"] }) { cluster in
      try await withClient(cluster.nodes[0].port) {
        $0.user = "limited"
        $0.password = "right"
      } _: { client in
        let ends = try await Self.count(client, blocks: 2)
        #expect(ends.allSatisfy { $0 == (2, 0) })
        #expect(try await Self.counts(client) == Array(repeating: 2, count: 20))
      }
    }
  }

  @Test("over TLS nodes go by their names, for which their certificates are")
  func tls() async throws {
    try await withTemporaryFolder { folder in
      let authority = try await CertificateAuthority(in: folder)
      let certificate = try await authority.certificate(["DNS:localhost"])
      let arguments: @Sendable (Int) throws -> [String] = { _ in
        [
          "--tls-port", "\(try Loopback.freePort())", "--tls-cert-file", certificate.certificateFile, "--tls-key-file", certificate.keyFile,
          "--tls-ca-cert-file", authority.file, "--tls-auth-clients", "no", "--tls-cluster", "yes",
          "--cluster-announce-hostname", "localhost",
        ]
      }
      for type in ["ip", "hostname"] {
        try await RedisCluster.with(arguments: { try arguments($0) + ["--cluster-preferred-endpoint-type", type] }) { cluster in
          let port = try await cluster.nodes[0].cli("CONFIG", "GET", "tls-port").split(whereSeparator: \.isNewline).last.flatMap { Int($0) }
          // The port of the test's configuration stays; the host is the name.
          try await withClient(try #require(port)) {
            $0.host = "localhost"
            $0.tls = TLS(caFile: authority.file)
          } _: { client in
            let ends = try await Self.count(client, blocks: 1)
            #expect(ends.allSatisfy { $0 == (1, 0) })
          }
        }
      }
    }
  }
}
