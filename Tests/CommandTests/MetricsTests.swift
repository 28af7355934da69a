import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("The metrics file")
struct MetricsTests {
  static let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 8, disconnected: .count(1))

  /// The values by name and own labels.
  static func values(_ file: URL) throws -> [String: Double] {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
    return Dictionary(
      uniqueKeysWithValues: lines.map { line in
        let parts = line.split(separator: " ")
        let name = parts[0].replacing(#"installation="default",mode="plan""#, with: "").replacing("{,", with: "{").replacing("{}", with: "")
        return (String(name), Double(parts[1]) ?? .nan)
      })
  }

  @Test("has the sweep's figures, takes the place of the earlier one, and keeps the time of the last success")
  func file() async throws {
    try await withMockAWS(fleet: Self.fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(Self.fleet)
        let file = folder.appending(path: "monitor.prom")
        let first = try await monitor.run("--metrics", file.path)
        #expect(first.status == 0, "\(first.errors)")
        let seen = try Self.values(file)
        #expect(seen[#"ecs_agent_monitor_instances{state="disconnected"}"#] == 1)
        #expect(seen[#"ecs_agent_monitor_instances{state="connected"}"#] == 7)
        #expect(seen[#"ecs_agent_monitor_decisions{verdict="striking",reason="strikes"}"#] == 1)
        #expect(seen["ecs_agent_monitor_success"] == 1)

        mock.add(MockFault(.accessDenied, operation: "ListClusters"))
        #expect(try await monitor.run("--metrics", file.path).status == 2)
        let blind = try Self.values(file)
        #expect(blind["ecs_agent_monitor_success"] == 0)
        #expect(blind[#"ecs_agent_monitor_targets{state="not_seen"}"#] == 1)
        let success = "ecs_agent_monitor_last_success_timestamp_seconds"
        #expect(blind[success] == seen[success] && seen[success] != nil)
        #expect(try monitor.files == ["clusters.json", "monitor.prom"], "and leaves nothing beside it")
      }
    }
  }

  @Test("that cannot be written ends the command with 1 and one line")
  func unwritable() async throws {
    try await withMockAWS(fleet: Self.fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(Self.fleet)
        let run = try await monitor.run("--metrics", "/no/such/folder/file")
        #expect(run.status == 1)
        #expect(run.lines == ["the metrics could not be written to /no/such/folder/file: No such file or directory"])
        #expect(run.report != nil, "the report is still there")
      }
    }
  }
}
