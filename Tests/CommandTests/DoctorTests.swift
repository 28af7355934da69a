import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("ecs-agent-monitor doctor")
struct DoctorTests {
  static let fleet = MockFleet(accounts: 2, regions: 1, clusters: 1, instances: 2)
  static let topic = "arn:aws:sns:us-east-1:\(MockFleet.accountID(0)):ecs-agents"

  struct Report: Decodable {
    struct Finding: Decodable { let result: String, check: String, account_id: String?, region: String?, detail: String, advice: String? }
    let findings: [Finding], totals: [String: Int], exit_status: Int

    func results(_ check: String) -> [String] { findings.filter { $0.check == check }.map(\.result) }
  }

  static func visit(_ monitor: Monitor, _ arguments: String...) async throws -> (Monitor.Run, Report) {
    let run = try await monitor.run(command: "doctor", ["--format", "json"] + arguments)
    let report = try JSONDecoder().decode(Report.self, from: Data(run.output.utf8))
    #expect(run.status == report.exit_status)
    return (run, report)
  }

  static func with(store: String? = "file:strikes.json", _ body: (Monitor, MockServer) async throws -> Void) async throws {
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet, store: store, topic: topic)
        try await body(monitor, mock)
      }
    }
  }

  @Test("finds a good installation good, in text and in JSON, and leaves no trace")
  func good() async throws {
    try await Self.with { monitor, mock in
      let text = try await monitor.run(command: "doctor")
      #expect(text.status == 0, "\(text.output) \(text.errors)")
      #expect(text.output.contains("ecs:ListClusters") && text.output.contains("0 warning, 0 failed"))
      let (run, report) = try await Self.visit(monitor, "-a", "2222*")
      #expect(run.status == 0 && run.errors.isEmpty)
      #expect(report.results("role") == ["ok"])
      #expect(report.results("store write") == ["ok"])
      #expect(Set(report.findings.compactMap(\.region)) == ["us-east-1"])
      #expect(!mock.mutations.contains { $0.wasCarriedOut })
      #expect(try monitor.files == ["clusters.json"])
    }
  }

  @Test("ends with 2 for what would not be seen, with 4 for what would not be done")
  func statuses() async throws {
    try await Self.with { monitor, mock in
      mock.add(MockFault(.accessDenied, operation: "CreateTags", account: MockFleet.accountID(1)))
      #expect(try await Self.visit(monitor).0.status == 4)
      mock.clearFaults()
      mock.setRefusesRoles(true, account: MockFleet.accountID(1))
      let (run, report) = try await Self.visit(monitor)
      #expect(run.status == 2)
      #expect(report.findings.filter { $0.result == "failed" }.allSatisfy { $0.advice != nil })
    }
  }

  @Test("ends with 1 where Redis is down or unfit, and warns where no store is named")
  func stores() async throws {
    try await Self.with(store: "redis://127.0.0.1:\(try Loopback.freePort())/0") { monitor, _ in
      let (run, report) = try await Self.visit(monitor)
      #expect(run.status == 1)
      #expect(report.results("store") == ["failed"])
      #expect(report.results("ecs:ListClusters") == ["ok", "ok"], "all else is tried too")
      try await RedisServer.with(["--maxmemory-policy", "allkeys-lru"]) { redis in
        let (run, report) = try await Self.visit(monitor, "--store", redis.location)
        #expect(run.status == 1)
        #expect(report.results("store eviction") == ["failed"])
        #expect(try await redis.cli("DBSIZE").contains("0"))
      }
    }
    try await Self.with(store: nil) { monitor, _ in
      let (run, report) = try await Self.visit(monitor)
      #expect(run.status == 0)
      #expect(report.results("store") == ["warning"])
    }
  }

  @Test("says what is wrong with the command line or the file as a sweep does")
  func refusals() async throws {
    try await Self.with { monitor, mock in
      #expect(try await monitor.run(command: "doctor", ["-a", "9*"]).status == 64)
      try monitor.write("{")
      #expect(try await monitor.run(command: "doctor").status == 78)
      #expect(mock.calls.isEmpty)
    }
  }
}
