import AgentHealth
import Foundation
import Glibc
import TestSupport
import Testing

@testable import FailureStore

@Suite("The file store when the file or the disk is broken")
struct FileStoreFaultTests {
  static let valid = """
    {
      "schema": 1,
      "owner": {"account_id": "111122223333", "installation": "default"},
      "targets": [
        {"account_id": "111122223333", "region": "eu-west-1", "cluster": "production",
         "records": [{"container_instance_id": "a", "strikes": 2, "since_ms": 1, "seen": "s1", "expires_at_ms": 1800000000000}]}
      ]
    }
    """

  /// What opening `bytes` says; checks that the file was left alone.
  private static func refusal(_ bytes: Data, _ access: StoreAccess) async throws -> StoreError? {
    try await FileStoreTests.with { bench, path, folder in
      try bytes.write(to: URL(fileURLWithPath: path))
      let error = await #expect(throws: StoreError.self) { try await bench.open(access) { _ in } }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
      #expect(try FileStoreTests.listing(folder).filter { !$0.hasSuffix(".lock") } == ["strikes.json"])
      return error.map { StoreError($0.kind, $0.message.replacingOccurrences(of: folder.path + "/", with: "")) }
    }
  }

  @Test(
    "a broken file is refused at its place and never overwritten", arguments: [StoreAccess.readOnly, .readWrite],
    [
      ("", "strikes.json:1:1: "), ("{", "strikes.json:1:2: "), ("[]", "strikes.json:1:1: "),
      ("{}", "strikes.json:1:1: found no \"schema\""),
      ("{\n  \"schema\": 1,\n  \"targets\": [],\n}", "strikes.json:3:16: "),
      ("{\"schema\": 1, \"targets\": []} x", "strikes.json:1:30: "),
      ("{\"schema\": 1,\n \"accounts\": []}", "strikes.json:2:2: found the unknown key \"accounts\""),
      ("{\"schema\": 1, \"targets\": [\n{\"region\": \"r\", \"cluster\": \"c\"}]}", "strikes.json:2:1: found no \"account_id\""),
    ])
  func broken(access: StoreAccess, example: (text: String, message: String)) async throws {
    let error = try await Self.refusal(Data(example.text.utf8), access)
    #expect(error?.kind == .unavailable)
    #expect(error?.message.hasPrefix(example.message) == true, "\(error?.message ?? "")")
  }

  @Test(
    "a value that cannot be is refused at its place",
    arguments: [
      ("\"strikes\": 2", "\"strikes\": -1", "strikes.json:6:60: found -1, expected 0 to 1000000000"),
      ("\"strikes\": 2", "\"strikes\": 99999999999", "strikes.json:6:60: found 99999999999"),
      ("\"strikes\": 2", "\"strikes\": \"2\"", "strikes.json:6:60: "),
      ("\"since_ms\": 1,", "\"since_ms\": 9223372036854775807,", "strikes.json:6:75: found 9223372036854775807, expected milliseconds"),
      ("\"since_ms\": 1,", "", "strikes.json:6:18: found no \"since_ms\""),
    ])
  func impossible(good: String, bad: String, message: String) async throws {
    let error = try await Self.refusal(Data(Self.valid.replacingOccurrences(of: good, with: bad).utf8), .readWrite)
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test("the valid file of these tests is read")
  func valid() async throws {
    try await FileStoreTests.with { bench, path, _ in
      try Data(Self.valid.utf8).write(to: URL(fileURLWithPath: path))
      try await bench.open { store async throws in
        #expect(try await bench.memory(on: store).records == ["a": StrikeRecord(count: 2, since: Timestamp(milliseconds: 1), seen: "s1")])
      }
    }
  }

  @Test("every truncation of a file is refused")
  func truncated() throws {
    let bytes = Array(Self.valid.utf8)
    for length in bytes.indices {
      let error = #expect(throws: StoreError.self) { try StoredState(json: Array(bytes[..<length]), name: "strikes.json") }
      #expect(error?.kind == .unavailable, "\(length) bytes")
    }
    #expect(try StoredState(json: bytes, name: "strikes.json").targets.count == 1)
  }

  @Test("ten megabytes of zeros are refused at once")
  func zeros() async throws {
    let error = try await Self.refusal(Data(count: 10_000_000), .readWrite)
    #expect(error?.message.hasPrefix("strikes.json:1:1: ") == true)
  }

  @Test("a newer layout is refused as such, whatever else is new in it")
  func newer() async throws {
    let error = try await Self.refusal(Data(#"{"schema": 3, "targets": {"new": "layout"}}"#.utf8), .readWrite)
    #expect(error?.kind == .schema)
    #expect(error?.message.contains("version 2") == true, "\(error?.message ?? "")")
    let older = try await Self.refusal(Data(#"{"schema": 0, "targets": []}"#.utf8), .readWrite)
    #expect(older?.kind == .schema)
  }

  @Test("a directory is refused", arguments: [StoreAccess.readOnly, .readWrite])
  func directory(access: StoreAccess) async throws {
    try await FileStoreTests.with { bench, path, _ in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      let error = await #expect(throws: StoreError.self) { try await bench.open(access) { _ in } }
      #expect(error?.message == "\(path) is a directory, expected a file")
    }
  }

  @Test("a FIFO is refused and not waited for")
  func fifo() async throws {
    try await FileStoreTests.with { bench, path, _ in
      #expect(mkfifo(path, 0o600) == 0)
      let error = await #expect(throws: StoreError.self) { try await bench.open(.readOnly) { _ in } }
      #expect(error?.message == "\(path) is not a regular file, expected a file")
    }
  }

  @Test("a folder that cannot be is refused with the system's words")
  func noFolder() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file").path
      try Data().write(to: URL(fileURLWithPath: file))
      let store = try FileStore(path: file + "/strikes.json", access: .readWrite, now: HandClock().read)
      let error = await #expect(throws: StoreError.self) { try await store.open(as: Bench.owner) }
      #expect(error?.message.hasSuffix("Not a directory") == true, "\(error?.message ?? "")")
    }
  }

  @Test("what cannot be saved is not counted, not claimed, and the old file stays")
  func unsaved() async throws {
    try await FileStoreTests.with { bench, path, folder in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        let before = try FileStoreTests.text(path)
        try await bench.pass(.seconds(600))
        // A folder with something in it where the temporary file must go: it can neither be removed nor written, as on a full disk.
        let obstacle = path + ".tmp"
        try FileManager.default.createDirectory(atPath: obstacle + "/full", withIntermediateDirectories: true)
        guard case .failed(let why) = try await bench.sweep("s2", disconnected: ["a"], on: store) else {
          Issue.record("counted without a file")
          return
        }
        #expect(why.hasPrefix("\(path): cannot be written: "), "\(why)")
        await #expect(throws: StoreError.self) { _ = try await store.claim(bench.entry(owner: "one"), now: bench.clock.now) }
        #expect(try FileStoreTests.text(path) == before)
        let memory = try await bench.memory(on: store)
        #expect(memory.records["a"]?.count == 1)
        #expect(memory.swept?.id == "s1")
        #expect(memory.journal == [:])

        try FileManager.default.removeItem(atPath: obstacle)
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .counted(unknown: []), "the turn was given back as well")
        #expect(try await bench.memory(on: store).records["a"]?.count == 2)
      }
    }
  }

  @Test("a rename that fails leaves no temporary file")
  func renameFails() async throws {
    try await FileStoreTests.with { bench, path, folder in
      try await bench.open { store async throws in
        _ = try await bench.sweep("s1", disconnected: ["a"], on: store)
        try await bench.pass(.seconds(600))
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path + "/full", withIntermediateDirectories: true)
        #expect(try await bench.sweep("s2", disconnected: ["a"], on: store) == .failed("\(path): cannot be written: Is a directory"))
        #expect(try await bench.memory(on: store).records["a"]?.count == 1)
      }
      #expect(try FileStoreTests.listing(folder) == ["strikes.json", "strikes.json.lock", "strikes.json/full"])
    }
  }
}
