import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("Plan mode")
struct PlanTests {
  static let fleet = MockFleet(accounts: 2, regions: 1, clusters: 1, instances: 24, disconnected: .count(1))
  static let topic = "arn:aws:sns:us-east-1:\(MockFleet.accountID(0)):ecs-agents"

  @Test("writes nothing: not to AWS, not to the file store, not a message")
  func writesNothing() async throws {
    try await withMockAWS(fleet: Self.fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(Self.fleet, topic: Self.topic)
        let fresh = try await monitor.run()
        #expect(fresh.status == 0, "\(fresh.errors)")
        #expect(try monitor.files == ["clusters.json"], "not even an empty store")

        #expect(try await monitor.run("--apply").status == 0)
        let before = try Contents(folder)
        #expect(before.files.keys.contains("strikes.json"))
        let messages = mock.messages
        try await Monitor.passGap()
        let plan = try await monitor.run()
        let report = try #require(plan.report)
        // As apply would judge now, this sighting counted.
        #expect(report.instances.map(\.verdict) == ["due", "due"])
        #expect(report.instances.map(\.strikes) == [2, 2])
        #expect(report.instances.allSatisfy { $0.steps.isEmpty })
        #expect(try Contents(folder) == before)
        #expect(mock.mutations.allSatisfy { $0.operation == "Publish" })
        #expect(mock.messages == messages)
      }
    }
  }

  @Test("enters accounts with sessions that could not change anything")
  func readOnlySessions() async throws {
    try await withMockAWS(fleet: Self.fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(Self.fleet)
        // The mock refuses whatever a session's own policy does not allow: all that a plan needs is in it.
        let run = try await monitor.run()
        #expect(run.status == 0, "\(run.output)")
        #expect(mock.calls.contains { $0.operation == "AssumeRole" })
      }
    }
  }

  @Test("needs no store")
  func noStore() async throws {
    try await withMockAWS(fleet: Self.fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(Self.fleet, store: nil)
        let run = try await monitor.run()
        #expect(run.status == 0)
        #expect(run.report?.instances.map(\.strikes) == [1, 1])
        #expect(try monitor.files == ["clusters.json"])
      }
    }
  }

  /// A folder's files with what is in them and when they were written.
  struct Contents: Equatable {
    struct File: Equatable {
      let bytes: Data
      let modified: Date?
    }

    var files: [String: File] = [:]

    init(_ folder: URL) throws {
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let file = folder.appendingPathComponent(name)
        let modified = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        files[name] = File(bytes: try Data(contentsOf: file), modified: modified)
      }
    }
  }
}
