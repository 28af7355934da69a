import Foundation
import Glibc
import MockAWS
import TestSupport
import Testing

@Suite("A signal")
struct SignalTests {
  static let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 4, disconnected: .count(1))

  static func with(options: MockOptions = MockOptions(), _ body: (Monitor, MockServer) async throws -> Void) async throws {
    try await withMockAWS(fleet: fleet, options: options) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet)
        try await body(monitor, mock)
      }
    }
  }

  /// Waits until the mock has carried `operation` out, whether or not its answer was sent.
  static func waitFor(_ operation: String, on mock: MockServer) async throws {
    let isThere = try await eventually { mock.calls.contains { $0.operation == operation && $0.wasCarriedOut } }
    try #require(isThere, "\(operation) does not come")
  }

  @Test("ends an inspection early, with a report and the signal's status", arguments: [SIGINT, SIGTERM])
  func inspecting(_ signal: Int32) async throws {
    try await Self.with { monitor, mock in
      mock.add(MockFault(.slow(30), operation: "DescribeContainerInstances"))
      let run = try await monitor.start(["--apply"]) { process in
        try await Self.waitFor("DescribeContainerInstances", on: mock)
        process.signal(signal)
        return try await Monitor.ended(process)
      }
      #expect(run.status == 128 + Int(signal), "\(run.errors)")
      let report = try #require(run.report)
      #expect(report.exit_status == 128 + Int(signal))
      #expect(report.targets.map(\.status) == ["partial"], "\(run.output)")
      #expect(mock.mutations.isEmpty)
    }
  }

  @Test("ends a sweep that has only begun, with a report", arguments: [SIGINT, SIGTERM])
  func beginning(_ signal: Int32) async throws {
    try await Self.with { monitor, mock in
      mock.add(MockFault(.slow(30), operation: "GetCallerIdentity"))
      let run = try await monitor.start([]) { process in
        try await Self.waitFor("GetCallerIdentity", on: mock)
        process.signal(signal)
        return try await Monitor.ended(process)
      }
      #expect(run.status == 128 + Int(signal), "\(run.errors)")
      #expect(run.report?.exit_status == 128 + Int(signal))
    }
  }

  @Test(
    "that comes twice ends the process at once",
    arguments: [[SIGINT, SIGINT], [SIGTERM, SIGTERM], [SIGINT, SIGTERM], [SIGTERM, SIGINT]])
  func twice(_ signals: [Int32]) async throws {
    try await Self.with { monitor, mock in
      try await Self.strike(monitor)
      // A change in flight is waited for, so the first signal alone would not end the sweep for long.
      mock.add(MockFault(.slow(15), operation: "DetachInstances"))
      let run = try await monitor.start(["--apply"]) { process in
        try await Self.waitFor("DetachInstances", on: mock)
        process.signal(signals[0])
        // Two signals that are both pending would be one; nothing tells from outside when the first one was taken.
        try await Task.sleep(for: .milliseconds(300))
        #expect(kill(process.pid, 0) == 0 && process.output.isEmpty, "the first signal waits for the change in flight")
        process.signal(signals[1])
        return try await Monitor.ended(process)
      }
      #expect(run.status == 128 + Int(signals[1]))
      #expect(run.output.isEmpty)

      mock.clearFaults()
      try await Self.finish(monitor, mock, unfinishedAtFirst: nil)
    }
  }

  @Test(
    "between detach and terminate leaves the instance unfinished and reported; the next sweep finishes it", arguments: [SIGINT, SIGTERM])
  func remediating(_ signal: Int32) async throws {
    try await remediating(signal, store: "file:strikes.json")
  }

  @Test("between detach and terminate gives up the claim in Redis, too")
  func remediatingOnRedis() async throws {
    try await RedisServer.with { redis in try await remediating(SIGTERM, store: redis.location) }
  }

  private func remediating(_ signal: Int32, store: String) async throws {
    var options = MockOptions()
    // The group lets it go only after a while, for which the sweep waits.
    options.timing.detach = 1.5
    try await Self.with(options: options) { monitor, mock in
      try monitor.write(Self.fleet, store: store)
      try await Self.strike(monitor)
      let dead = try #require(mock.truth.first { !$0.agentConnected }).ec2InstanceID
      let run = try await monitor.start(["--apply"]) { process in
        try await Self.waitFor("DetachInstances", on: mock)
        process.signal(signal)
        return try await Monitor.ended(process)
      }
      #expect(run.status == 128 + Int(signal), "\(run.errors)")
      let report = try #require(run.report)
      #expect(report.instances.map { $0.steps.map(\.step) } == [["tag", "detach"]])
      #expect(report.unfinished.map(\.ec2_instance_id) == [dead])
      #expect(!mock.mutations.contains { $0.operation == "TerminateInstances" })
      try await Self.finish(monitor, mock, unfinishedAtFirst: dead)
    }
  }

  /// The first strike, and as long as it takes until another one counts.
  static func strike(_ monitor: Monitor) async throws {
    let run = try await monitor.run("--apply")
    #expect(run.report?.instances.map(\.verdict) == ["striking"], "\(run.errors) \(run.output)")
    try await Task.sleep(for: .milliseconds(1050))
  }

  /// Sweeps until the disconnected instance is gone; until then each report names it.
  static func finish(_ monitor: Monitor, _ mock: MockServer, unfinishedAtFirst: String?) async throws {
    let dead = Set(mock.mutations.filter { $0.operation == "DetachInstances" }.flatMap(\.resources).filter { $0.hasPrefix("i-") })
    #expect(dead.count == 1)
    let isDone = try await eventually(within: .seconds(15)) {
      let report = try #require(try await monitor.run("--apply").report)
      let named = Set(report.unfinished.map(\.ec2_instance_id)).union(report.instances.filter(\.isRemediated).map(\.ec2_instance_id))
      #expect(named == dead, "\(report)")
      if !report.instances.allSatisfy(\.isRemediated) { try await Task.sleep(for: .milliseconds(300)) }
      return report.unfinished.isEmpty
    }
    #expect(isDone)
    let ended = mock.mutations.filter { $0.operation == "TerminateInstances" && $0.wasCarriedOut }.flatMap(\.resources)
    #expect(Set(ended) == dead)
    #expect(!mock.truth.contains { $0.containerInstanceID != nil && !$0.agentConnected }, "its registration is gone, too")
    if let unfinishedAtFirst { #expect(dead == [unfinishedAtFirst]) }
  }
}
