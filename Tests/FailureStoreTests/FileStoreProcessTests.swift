import AgentHealth
import FailureStore
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The file store across processes")
struct FileStoreProcessTests {
  @Test("a writer that is killed at any moment leaves the old file or the new one, and no lock")
  func killed() async throws {
    var replaced = 0
    for round in 0..<20 {
      try await FileStoreTests.with { bench, path, _ in
        try await bench.open { store async throws in _ = try await bench.sweep("s1", disconnected: ["a"], on: store) }
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, milliseconds = round * 3 as Int] in
          try await Writer.writeUntilKilled(path: path, after: milliseconds)
        }
        try await bench.open { store async throws in
          let records = try await bench.memory(on: store).records
          #expect(Set(records.values.map(\.count)).count == 1, "all instances of one save, or none")
          #expect(records.count == 1 || records.count == Writer.instances.count)
          if records.count > 1 { replaced += 1 }
        }
        #expect(try FileStoreTests.text(path).hasSuffix("}\n"))
      }
    }
    #expect(replaced > 0, "the writers did write")
  }

  @Test("a file and a folder that may not be read or written are refused with the system's words")
  func permissionDenied() async throws {
    try await withTemporaryFolder { folder in
      let (secret, shut) = (folder.appendingPathComponent("secret.json").path, folder.appendingPathComponent("shut/strikes.json").path)
      try Data("{}".utf8).write(to: URL(fileURLWithPath: secret))
      #expect(chmod(secret, 0) == 0)
      #expect(mkdir(folder.appendingPathComponent("shut").path, 0o500) == 0)
      #expect(chmod(folder.path, 0o755) == 0)
      await #expect(processExitsWith: .success) { [secret = secret as String, shut = shut as String] in
        // Root may read and write everything: be nobody.
        if geteuid() == 0 { try #require(setegid(65534) == 0 && seteuid(65534) == 0) }
        let clock = HandClock()
        for (path, access) in [(secret, StoreAccess.readOnly), (shut, .readWrite)] {
          let store = try FileStore(path: path, access: access, now: clock.read)
          let error = await #expect(throws: StoreError.self) { try await store.open(as: Bench.owner) }
          try #require(error?.kind == .unavailable && error?.message.hasSuffix("Permission denied") == true, "\(error?.message ?? "")")
        }
      }
    }
  }
}

/// The other process.
enum Writer {
  static let instances = Set((1...300).map { "instance-\($0)" })

  /// Counts as fast as it can, until a thread of its own kills the process.
  static func writeUntilKilled(path: String, after milliseconds: Int) async throws {
    let killer = Thread {
      usleep(UInt32(milliseconds) * 1000)
      kill(getpid(), SIGKILL)
    }
    let clock = HandClock()
    let bench = Bench.file(path, clock: clock)
    try await bench.open { store async throws in
      killer.start()
      var number = 1
      while true {
        number += 1
        try await bench.pass(.seconds(600))
        _ = try await bench.sweep("s\(number)", disconnected: instances, cleared: ["a"], on: store)
      }
    }
  }
}
