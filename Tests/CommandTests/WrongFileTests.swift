import Foundation
import TestSupport
import Testing

@Suite("A wrong configuration is refused")
struct WrongFileTests {
  static let wrong: [(text: String, line: String)] = [
    ("{\n  \"accounts\": [ { \"regions\": [\"us-east-1\"] } ],\n}\n", "clusters.json:3:1: "),
    ("{ \"acounts\": [] }", "did you mean \"accounts\""),
    ("{ \"policy\": { \"min_disconnected\": \"10 minutes\" }, \"accounts\": [ { \"regions\": [\"us-east-1\"] } ] }", "\"10 minutes\""),
    ("{ \"policy\": { \"max_disconnected\": \"101%\" }, \"accounts\": [ { \"regions\": [\"us-east-1\"] } ] }", "\"101%\""),
    ("{ \"accounts\": [ { \"name\": \"production\" } ] }", "regions"),
    ("", "empty"),
    (String(repeating: "\0", count: 10_000_000), "clusters.json"),
  ]

  @Test("with one clear line and exit status 78", arguments: wrong.indices)
  func refused(_ index: Int) async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(Self.wrong[index].text)
      let run = try await monitor.run()
      #expect(run.status == 78)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains(Self.wrong[index].line), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    }
  }

  @Test("also where it is a folder or not there")
  func notAFile() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      let absent = try await monitor.run()
      #expect(absent.status == 78)
      #expect(absent.errors.contains("clusters.json"))
      try FileManager.default.createDirectory(atPath: monitor.clusters, withIntermediateDirectories: false)
      let directory = try await monitor.run()
      #expect(directory.status == 78)
      #expect(directory.errors.split(separator: "\n").count == 1, "\(directory.errors)")
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
      let run = try await monitor.run()
      #expect(run.status == 78)
      let places = ["clusters.json:2:29: ", "clusters.json:2:32: ", "clusters.json:3:31: ", "clusters.json:3:47: "]
      for place in places { #expect(run.errors.contains(place), "\(place) in \(run.errors)") }
    }
  }

  @Test("a filter that matches nothing is a usage error")
  func emptyFilter() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write("{ \"accounts\": [ { \"regions\": [\"us-east-1\"] } ] }")
      let run = try await monitor.run("--region", "eu-*")
      #expect(run.status == 64)
      #expect(run.errors.contains("eu-*"))
    }
  }
}
