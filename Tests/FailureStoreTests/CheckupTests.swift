import AgentHealth
import FailureStore
import Foundation
import Network
import Redis
import TestSupport
import Testing

@Suite("What stores say of themselves")
struct CheckupTests {
  private static func results(_ findings: [Finding]) -> [String] { findings.map { "\($0.check) \($0.result.rawValue)" } }

  private static let stranger = StoreOwner(account: "999999999999", installation: "default")

  private static func checkup(_ server: StoreServer, as owner: StoreOwner = Bench.owner) async throws -> [Finding] {
    var findings: [Finding] = []
    try await server.withStore(.readOnly) { findings = await $0.checkup(as: owner) }
    return findings
  }

  @Test("a fresh Redis is fit, and is left as it was")
  func freshRedis() async throws {
    try await StoreServer.with { server async throws in
      #expect(Self.results(try await Self.checkup(server)) == ["store ok", "store write ok", "store eviction ok"])
      #expect(try await server.outside.pipeline([.init("DBSIZE")]).first?.int == 0)
    }
  }

  static let policies: [(name: String, result: String)] = [
    ("noeviction", "ok"), ("volatile-lru", "ok"), ("volatile-ttl", "ok"), ("allkeys-lru", "failed"), ("allkeys-random", "failed"),
  ]

  @Test("a maxmemory-policy is fit if what must stay stays", arguments: policies.indices)
  func eviction(_ index: Int) async throws {
    let (name, result) = Self.policies[index]
    try await StoreServer.with(arguments: ["--maxmemory-policy", name, "--maxmemory", "100mb"]) { server async throws in
      #expect(Self.results(try await Self.checkup(server)).last == "store eviction \(result)")
    }
  }

  @Test("a Redis that does not say its policy is untested, one that takes no writes fails")
  func limited() async throws {
    try await StoreServer.with(arguments: ["--rename-command", "INFO", ""]) { server async throws in
      #expect(Self.results(try await Self.checkup(server)).last == "store eviction untested")
    }
    try await StoreServer.with(arguments: ["--min-replicas-to-write", "1"]) { server async throws in
      #expect(Self.results(try await Self.checkup(server)) == ["store ok", "store write failed", "store eviction ok"])
    }
  }

  @Test("another's store fails by name, whatever kind it is", arguments: [Kind.file, .redis])
  func another(_ kind: Kind) async throws {
    try await Bench.with(kind) { bench async throws in
      try await bench.open { _ in }
      try await bench.scope(.readOnly) { store in
        #expect(!(await store.checkup(as: Bench.owner)).contains { $0.result == .failed })
        let findings = await store.checkup(as: Self.stranger)
        #expect(Self.results(findings) == ["store owner failed"])
        #expect(findings.first?.detail.contains("111122223333") == true)
      }
    }
  }

  @Test("a Redis that is not there fails")
  func down() async throws {
    try await StoreServer.with { server async throws in
      let port = try Loopback.freePort()
      var findings: [Finding] = []
      try await StoreServer.withStore(port: port, loop: server.loop) { findings = await $0.checkup(as: Bench.owner) }
      #expect(Self.results(findings) == ["store failed"])
    }
  }

  @Test("a file's folder is tried and left as it was, also where it is not made yet")
  func file() async throws {
    try await withTemporaryFolder { folder in
      for name in ["strikes.json", "a/b/strikes.json"] {
        let store = try FileStore(path: folder.appendingPathComponent(name).path, access: .readOnly, now: HandClock().read)
        #expect(Self.results(await store.checkup(as: Bench.owner)) == ["store ok", "store write ok"])
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    }
    // A folder in which nobody, not even root, can make a file.
    let store = try FileStore(path: "/proc/strikes.json", access: .readOnly, now: HandClock().read)
    #expect(Self.results(await store.checkup(as: Bench.owner)) == ["store ok", "store write failed"])
  }

  @Test("memory forgets, which is a warning")
  func memory() async {
    let store = MemoryStore(now: HandClock().read)
    #expect(Self.results(await store.checkup(as: Bench.owner)) == ["store warning"])
  }
}
