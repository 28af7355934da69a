import Configuration
import Foundation
import Testing

@Suite("Reading the file")
struct ConfigurationFileTests {
  private func withFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path())
  }

  private func load(_ path: String) -> [String] {
    refusal { () throws(ConfigurationError) in try SweepConfiguration.load(path) }
  }

  @Test("a missing file, a directory, an empty file, zeros and too much are each one clear line")
  func wrongFiles() throws {
    try withFolder { folder in
      #expect(load("\(folder)/no.json") == ["\(folder)/no.json: found no such file, expected a configuration (Documentation/clusters.md)"])
      #expect(load("\(folder)/a/no.json").first?.hasSuffix("expected a configuration (Documentation/clusters.md)") == true)
      #expect(load(folder) == ["\(folder): found a directory, expected a file"])
      let path = "\(folder)/clusters.json"
      try Data().write(to: URL(filePath: path))
      #expect(load(path) == ["\(path):1:1: found an empty file, expected an object with \"accounts\""])
      try Data(count: 10_000_000).write(to: URL(filePath: path))
      #expect(load(path) == ["\(path): found more than 1 MiB, expected a file of at most that"])
      try Data(count: 1 << 20).write(to: URL(filePath: path))
      #expect(load(path) == ["\(path):1:1: found the byte 0x00, expected a value"])
    }
  }

  @Test("a file of exactly 1 MiB is read, and its store is relative to it")
  func largest() throws {
    try withFolder { folder in
      let text = #"{"store":"file:.state/strikes.json","accounts":[{"regions":["us-east-1"]}]}"#
      let path = "\(folder)/clusters.json"
      try Data((text + String(repeating: "\n", count: (1 << 20) - text.utf8.count)).utf8).write(to: URL(filePath: path))
      #expect(try SweepConfiguration.load(path).store == .file(path: "\(folder)/.state/strikes.json"))
      try Data((text + String(repeating: "\n", count: (1 << 20) - text.utf8.count + 1)).utf8).write(to: URL(filePath: path))
      #expect(load(path) == ["\(path): found more than 1 MiB, expected a file of at most that"])
    }
  }

  @Test("a pipe is read to its end")
  func pipe() throws {
    try withFolder { folder in
      let path = "\(folder)/pipe"
      try #require(mkfifo(path, 0o600) == 0)
      let writer = Thread {
        let text = #"{"accounts":[{"regions":["us-east-1"]}]}"#
        if let handle = FileHandle(forWritingAtPath: path) {
          for half in [text.prefix(10), text.dropFirst(10)] { handle.write(Data(half.utf8)) }
          try? handle.close()
        }
      }
      writer.start()
      #expect(try SweepConfiguration.load(path).accounts.count == 1)
    }
  }

  @Test("the files of this repository are sound", arguments: ["clusters.json", "Deploy/demo/clusters.json"])
  func ours(name: String) {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    #expect(load(root.appending(path: name).path()).isEmpty)
  }
}
