import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("journal and journal release")
struct ReleaseTests {
  struct Journal: Decodable {
    struct Row: Decodable { let ec2_instance_id: String, step: String, claimed_until: String? }
    let remediations: [Row]
  }

  struct Released: Decodable {
    let ec2_instance_id: String, tag: String?, cluster: String?, auto_scaling_group: String?, released_by: String
  }

  /// One account, in each cluster one dead instance, which a sweep has detached and could not terminate.
  static func begun(
    clusters: Int = 1, on store: OperatingTests.Store = .file, _ body: (Monitor, MockServer, String) async throws -> Void
  ) async throws {
    guard store == .redis else { return try await begun(clusters: clusters, location: "file:strikes.json", body) }
    try await RedisServer.with { redis in try await begun(clusters: clusters, location: redis.location, body) }
  }

  private static func begun(
    clusters: Int, location: String, _ body: (Monitor, MockServer, String) async throws -> Void
  ) async throws {
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: clusters, instances: 4, disconnected: .count(1))
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet, store: location)
        let dead = try #require(mock.truth.first { !$0.agentConnected }?.ec2InstanceID)
        #expect(try await monitor.run("--apply").status == 0)
        try await Monitor.passGap()
        mock.add(MockFault(.refuse(code: "OperationNotPermitted", message: "not now", status: 400), operation: "TerminateInstances"))
        #expect(try await monitor.run("--apply").status == 4)
        mock.clearFaults()
        try await body(monitor, mock, dead)
      }
    }
  }

  static func journal(_ monitor: Monitor) async throws -> [Journal.Row] {
    let run = try await monitor.operate(["journal"])
    #expect(run.status == 0, "\(run.errors)")
    return try JSONDecoder().decode(Journal.self, from: Data(run.output.utf8)).remediations
  }

  @Test(
    "a stranded instance is released: tag and journal entry go, nothing else is touched, and the next sweep is clean",
    arguments: OperatingTests.Store.allCases)
  func stranded(_ store: OperatingTests.Store) async throws {
    try await Self.begun(on: store) { monitor, mock, dead in
      #expect(try await Self.journal(monitor).map(\.ec2_instance_id) == [dead])
      #expect(try await Self.journal(monitor).map(\.step) == ["terminate"])
      try mock.edit(dead) { $0.agentConnected = true }
      let before = mock.mutations.count
      let run = try await monitor.operate(["journal", "release", dead])
      #expect(run.status == 0, "\(run.errors)")
      let released = try JSONDecoder().decode(Released.self, from: Data(run.output.utf8))
      #expect(released.ec2_instance_id == dead && released.tag?.hasPrefix("default/") == true && released.auto_scaling_group == nil)
      #expect(released.released_by.hasPrefix("arn:aws:"))
      #expect(mock.mutations.dropFirst(before).map(\.operation) == ["DeleteTags"])
      #expect(try await Self.journal(monitor).isEmpty)
      try await Monitor.passGap()
      let sweep = try await monitor.run("--apply")
      #expect(sweep.status == 0 && sweep.report?.unfinished.isEmpty == true, "\(sweep.output)")
      let again = try await monitor.operate(["journal", "release", dead])
      #expect(again.status == 64 && again.errors.contains("carries no remediation tag"), "\(again.errors)")
    }
  }

  @Test(
    "a dead instance that its group has let go is not released, and the next sweep finishes it", arguments: OperatingTests.Store.allCases)
  func dead(_ store: OperatingTests.Store) async throws {
    try await Self.begun(on: store) { monitor, mock, dead in
      let run = try await monitor.operate(["journal", "release", dead])
      #expect(run.status == 64 && run.lines.count == 1 && run.errors.contains("no Auto Scaling group"), "\(run.errors)")
      #expect(!mock.mutations.contains { $0.operation == "DeleteTags" })
      try await Monitor.passGap()
      let sweep = try await monitor.run("--apply")
      #expect(sweep.report?.instances.map(\.isRemediated) == [true], "\(sweep.output)")
    }
  }

  @Test("an instance that its group takes for unhealthy is not released: the group would end it all the same")
  func unhealthy() async throws {
    try await Self.begun(on: .file) { monitor, mock, dead in
      let registrations = try mock.instances(account: MockFleet.accountID(0), region: "us-east-1", cluster: try mock.instance(dead).cluster)
      let stranded = try #require(registrations.first { $0.agentConnected }?.ec2InstanceID)
      try mock.edit(stranded) { ($0.tags["ecs-agent-monitor:remediation"], $0.healthStatus) = ("default/s1/1", "Unhealthy") }
      let run = try await monitor.operate(["journal", "release", stranded])
      #expect(run.status == 64 && run.errors.contains("--health-status Healthy"), "\(run.errors)")
      try mock.edit(stranded) { $0.healthStatus = "Healthy" }
      #expect(try await monitor.operate(["journal", "release", stranded]).status == 0)
    }
  }

  @Test(
    "an instance that nobody began, that is nowhere, or that AWS refuses to untag is not released", arguments: OperatingTests.Store.allCases
  )
  func refusals(_ store: OperatingTests.Store) async throws {
    try await Self.begun(on: store) { monitor, mock, dead in
      let registrations = try mock.instances(account: MockFleet.accountID(0), region: "us-east-1", cluster: try mock.instance(dead).cluster)
      let healthy = try #require(registrations.first { $0.agentConnected }?.ec2InstanceID)
      for wrong in [healthy, "i-0123456789abcdef0", "c0ffee"] {
        let run = try await monitor.operate(["journal", "release", wrong])
        #expect(run.status == 64, "\(run.errors)")
      }
      try mock.edit(dead) { $0.agentConnected = true }
      mock.add(MockFault(.accessDenied, operation: "DeleteTags"))
      let run = try await monitor.operate(["journal", "release", dead])
      #expect(run.status == 4 && run.lines.count == 1, "\(run.errors)")
      #expect(try await Self.journal(monitor).map(\.ec2_instance_id) == [dead])
    }
  }

  @Test(
    "nothing is released while a sweep is at work on it: Redis knows by the claim, a file by its lock",
    arguments: OperatingTests.Store.allCases)
  func atWork(_ store: OperatingTests.Store) async throws {
    try await Self.begun(on: store) { monitor, mock, dead in
      try await Monitor.passGap()
      // Its answer is late: the sweep is between two steps.
      mock.add(MockFault(.slow(60), operation: "TerminateInstances"))
      try await monitor.start(["--apply"]) { process in
        let isThere = try await eventually {
          mock.mutations.contains { $0.operation == "TerminateInstances" && $0.wasCarriedOut }
        }
        try #require(isThere, "\(process.output) \(process.errors)")
        let run = try await monitor.operate(["journal", "release", dead])
        #expect(run.status == (store == .redis ? 64 : 1) && run.lines.count == 1, "\(run.errors)")
        if store == .redis { #expect(run.errors.contains("is at work on it until"), "\(run.errors)") }
        #expect(!mock.mutations.contains { $0.operation == "DeleteTags" })
        #expect(try mock.instance(dead).tags["ecs-agent-monitor:remediation"] != nil)
        // Nor has it taken the claim from the sweep, which ends what it began.
        mock.clearFaults()
        if store == .redis { #expect(try await Self.journal(monitor).first?.claimed_until != nil) }
      }
    }
  }
}
