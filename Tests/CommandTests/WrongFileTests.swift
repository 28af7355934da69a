import Foundation
import TestSupport
import Testing

@Suite("A wrong configuration file is refused")
struct WrongFileTests {
  /// What is wrong, the file, and the line that says so, without the file's name.
  struct Wrong: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let text: String
    let line: String
  }

  private static func account(_ members: String) -> String { "{ \"accounts\": [ { \(members) } ] }" }
  private static func policy(_ members: String) -> String {
    "{ \"policy\": { \(members) }, \"accounts\": [ { \"regions\": [\"us-east-1\"] } ] }"
  }

  static let wrong = [
    Wrong(
      testDescription: "a trailing comma", text: "{\n  \"accounts\": [ { \"regions\": [\"us-east-1\"] } ],\n}\n",
      line: ":2:47: found a comma before \"}\", expected another member or no comma"),
    Wrong(
      testDescription: "an unknown key", text: "{ \"acounts\": [] }", line: ":1:3: found the unknown key \"acounts\", expected \"accounts\""
    ),
    Wrong(
      testDescription: "a bad duration", text: policy("\"min_disconnected\": \"10 minutes\""),
      line: ":1:35: found \"10 minutes\", expected a duration up to \"365d\" such as \"90s\", \"10m\" or \"6h\""),
    Wrong(
      testDescription: "more than all", text: policy("\"max_disconnected\": \"101%\""),
      line: ":1:35: found \"101%\", expected a count such as 2 or a share from \"0%\" to \"100%\""),
    Wrong(
      testDescription: "no Region", text: account("\"name\": \"production\""),
      line: ":1:17: found an account without \"regions\", expected a list of at least one Region, such as [\"us-east-1\"] or [\"all\"]"),
    Wrong(testDescription: "nothing", text: "", line: ":1:1: found an empty file, expected an object with \"accounts\""),
    Wrong(
      testDescription: "10 MB of zeros", text: String(repeating: "\0", count: 10_000_000),
      line: ": found more than 1 MiB, expected a file of at most that"),
  ]

  @Test("with one clear line and exit status 78", arguments: wrong)
  func oneLine(_ wrong: Wrong) async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(wrong.text)
      let run = try await monitor.run()
      #expect(run.status == 78)
      #expect(run.output.isEmpty)
      #expect(run.errors == "\(monitor.clusters)\(wrong.line)\n")
    }
  }

  @Test("also where it is a directory, or is not there")
  func notAFile() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      let absent = try await monitor.run()
      #expect(absent.status == 78)
      #expect(absent.output.isEmpty)
      #expect(absent.lines == ["\(monitor.clusters): found no such file, expected a configuration (Documentation/clusters.md)"])

      try FileManager.default.createDirectory(atPath: monitor.clusters, withIntermediateDirectories: false)
      let directory = try await monitor.run()
      #expect(directory.status == 78)
      #expect(directory.output.isEmpty)
      #expect(directory.lines == ["\(monitor.clusters): found a directory, expected a file"])
    }
  }

  @Test("and all its errors are told at once, each with its line and column")
  func allAtOnce() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(
        """
        {
          "policy": { "fail_after": 0, "max_disconected": 2 },
          "accounts": [ { "regions": [], "clusters": [] } ]
        }
        """)
      let run = try await monitor.run("--apply")
      #expect(run.status == 78)
      #expect(run.output.isEmpty)
      let places = run.lines.map { $0.dropFirst(monitor.clusters.count).prefix { $0 != " " } }
      #expect(places == [":2:29:", ":2:32:", ":3:30:", ":3:46:"], "\(run.errors)")
    }
  }

  @Test("as is a store that cannot be one, without repeating its password")
  func store() async throws {
    try await withTemporaryFolder { folder in
      var monitor = Monitor(folder: folder)
      try monitor.write(#"{ "accounts": [ { "regions": ["us-east-1"] } ] }"#)
      for run in [
        try await monitor.run("--apply", "--store", "redis://:hunter2@cache/0"), try await monitor.run("--apply", "--store", "s3://bucket"),
        try await monitor.run("--apply"),
      ] {
        #expect(run.status == 78)
        #expect(run.output.isEmpty)
        #expect(run.lines.count == 1 && run.errors.contains("store"), "\(run.errors)")
        #expect(!run.errors.contains("hunter2"))
      }
      monitor.environment["REDIS_URL"] = "redis://:hunter2@:6379"
      let run = try await monitor.run("--apply")
      #expect(run.status == 78)
      #expect(run.errors.contains("REDIS_URL") && !run.errors.contains("hunter2"), "\(run.errors)")
    }
  }
}
