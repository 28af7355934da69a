import AgentHealth
import FailureStore
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The file store")
struct FileStoreTests {
  static let clock = HandClock()

  /// A bench on `strikes.json` in a fresh folder.
  static func with<Result>(_ body: (Bench, _ path: String, _ folder: URL) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
      let clock = HandClock()
      let path = folder.appendingPathComponent("strikes.json").path
      let bench = Bench.file(path, clock: clock)
      return try await body(bench, path, folder)
    }
  }

  static func listing(_ folder: URL) throws -> [String] { try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() }

  static func mode(_ path: String) throws -> Int {
    try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber).intValue
  }

  static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test("the file is the owner's alone, in a folder that is made for it")
  func permissions() async throws {
    try await withTemporaryFolder { folder in
      let clock = HandClock()
      let path = folder.appendingPathComponent("a/b/strikes.json").path
      let bench = Bench.file(path, clock: clock)
      try await bench.open { store async throws in _ = try await bench.sweep("s1", disconnected: ["a"], on: store) }
      #expect(try Self.listing(folder) == ["a", "a/b", "a/b/strikes.json", "a/b/strikes.json.lock"])
      #expect(try Self.mode(path) == 0o600)
      #expect(try Self.mode(path + ".lock") == 0o600)
      #expect(try Self.mode(folder.appendingPathComponent("a/b").path) == 0o700)
      #expect(try Self.mode(folder.appendingPathComponent("a").path) == 0o700)
    }
  }

  @Test("the file is JSON that people can read, and other programs too")
  func layout() async throws {
    try await Self.with { bench, path, _ in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        _ = try await store.claim(bench.entry(owner: "one"), now: bench.clock.now)
      }
      let json = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any])
      #expect(json["schema"] as? Int == 2)
      #expect(json["owner"] as? [String: String] == ["account_id": "111122223333", "installation": "default"])
      let target = try #require((json["targets"] as? [[String: Any]])?.first)
      #expect(target["cluster"] as? String == "production")
      let record = try #require((target["records"] as? [[String: Any]])?.first)
      #expect(record["strikes"] as? Int == 1)
      #expect(record["since_ms"] as? Int == 1_700_000_000_000)
      #expect(record["expires_at_ms"] as? Int == 1_700_000_000_000 + 3 * 3_600_000)
      let entry = try #require(((target["journal"] as? [String: Any])?["entries"] as? [[String: Any]])?.first)
      #expect(entry["step"] as? String == "tag")
    }
  }

  @Test("a read-only store writes nothing at all, whether there is a file or not")
  func readOnly() async throws {
    try await Self.with { bench, path, folder in
      try await bench.open(.readOnly) { store async throws in
        #expect(try await bench.memory(on: store) == Memory())
        #expect(
          try await bench.sweep("s1", disconnected: ["a"], on: store)
            == .failed("file \(path) was opened read-only: nothing is written to it"))
        await #expect(throws: StoreError.self) { _ = try await store.claim(bench.entry(owner: "one"), now: bench.clock.now) }
        await #expect(throws: StoreError.self) { try await store.journal(bench.entry(owner: "one")) }
        await #expect(throws: StoreError.self) { try await store.settle(bench.entry(owner: "one")) }
      }
      #expect(try Self.listing(folder) == [])

      try await bench.open { store async throws in _ = try await bench.sweep("s1", disconnected: ["a"], on: store) }
      try FileManager.default.removeItem(atPath: path + ".lock")
      let before = (try Self.text(path), try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
      try await bench.open(.readOnly) { store async throws in
        #expect(try await bench.memory(on: store).records["a"]?.count == 1)
        _ = try await bench.sweep("s2", disconnected: ["a"], on: store)
        #expect(try await bench.memory(on: store).records["a"]?.count == 1)
      }
      #expect(try Self.listing(folder) == ["strikes.json"])
      #expect(try Self.text(path) == before.0)
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date == before.1)
    }
  }

  @Test("a second sweep is refused while the first one has the file, by the first one's process, and may read meanwhile")
  func locked() async throws {
    try await Self.with { bench, path, _ in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        let error = await #expect(throws: StoreError.self) { try await bench.open { _ in } }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.hasPrefix("file \(path) is in use by process \(getpid()) on ") == true, "\(error?.message ?? "")")
        try await bench.open(.readOnly) { other async throws in #expect(try await bench.memory(on: other).records["a"]?.count == 1) }
      }
      try await bench.open { store async throws in #expect(try await bench.memory(on: store).records["a"]?.count == 1) }
    }
  }

  @Test("a store that is thrown away without being closed lets go of the lock")
  func abandoned() async throws {
    try await Self.with { bench, path, _ in
      do {
        let store = try FileStore(path: path, access: .readWrite, now: bench.clock.read)
        try await store.open(as: Bench.owner)
      }
      var isFree = false
      for _ in 1...1000 where !isFree {
        do { try await bench.open { _ in isFree = true } } catch is StoreError { await Task.yield() }
      }
      #expect(isFree)
    }
  }

  @Test("a claim that an ended sweep left in the file is taken over at once")
  func leftClaim() async throws {
    try await Self.with { bench, _, _ in
      try await bench.open { store async throws in
        #expect(try await store.claim(bench.entry(owner: "killed", step: .detach), now: bench.clock.now))
      }
      try await bench.open { store async throws in
        let next = bench.entry(owner: "next")
        #expect(try await store.claim(next, now: bench.clock.now))
        #expect(try await bench.memory(on: store).journal == ["i-0123456789abcdef0": next])
        #expect(try await store.claim(bench.entry(owner: "other"), now: bench.clock.now) == false, "this one is alive")
      }
    }
  }

  @Test("expired entries are dropped when the file is written")
  func dropsExpired() async throws {
    try await Self.with { bench, path, _ in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", staging, disconnected: ["old"], on: store)
        try await bench.pass(.seconds(31 * 86400))
        #expect(try Self.text(path).contains("staging"))
        _ = try await bench.sweep("s2", production, disconnected: ["new"], on: store)
        #expect(try !Self.text(path).contains("staging"))
        #expect(try Self.text(path).contains("\"new\""))
      }
    }
  }

  @Test("a clock that was set back a year holds no turn")
  func clockSetBack() async throws {
    try await Self.with { bench, _, _ in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        try await bench.pass(.seconds(-365 * 86400))
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .counted(unknown: []))
        #expect(try await bench.memory(on: store).records["a"]?.count == 1, "and the run begins anew")
      }
    }
  }

  @Test("a link is followed, and stays a link")
  func link() async throws {
    try await Self.with { bench, path, folder in
      let real = folder.appendingPathComponent("real.json").path
      try Data(#"{"schema": 1, "targets": []}"#.utf8).write(to: URL(fileURLWithPath: real))
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: real)
      try await bench.open { store async throws in _ = try await bench.sweep("s1", disconnected: ["a"], on: store) }
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == real)
      #expect(try Self.text(real).contains("\"a\""))
      #expect(try Self.listing(folder) == ["real.json", "real.json.lock", "strikes.json"])
    }
  }

  @Test("a store that is not open says so")
  func notOpen() async throws {
    try await Self.with { bench, path, folder in
      let store = try FileStore(path: path, access: .readWrite, now: bench.clock.read)
      let error = await #expect(throws: StoreError.self) { _ = try await store.recall([production]) }
      #expect(error?.message == "file \(path) is not open")
      #expect(await store.count([bench.count("s1", after: Memory())]) == [production: .failed("file \(path) is not open")])
      #expect(try Self.listing(folder) == [])
    }
  }
}
