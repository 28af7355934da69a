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
      let dead = try #require(mock.truth.first { !$0.agentConnected }).ec2InstanceID
      // A change in flight is waited for, so the first signal alone would not end the sweep for long.
      mock.add(MockFault(.slow(60), operation: "DetachInstances"))
      let run = try await monitor.start(["--apply"]) { process in
        try await Self.waitFor("DetachInstances", on: mock)
        #expect(try process.catches(signals[1]))
        process.signal(signals[0])
        // Before the first one is taken, a second one of the same kind would be the same.
        #expect(try await eventually { try !process.catches(signals[1]) })
        #expect(kill(process.pid, 0) == 0 && process.output.isEmpty, "the first signal waits for the change in flight")
        process.signal(signals[1])
        return try await Monitor.ended(process)
      }
      #expect(run.status == 128 + Int(signals[1]))
      #expect(run.output.isEmpty)

      mock.clearFaults()
      try await Self.finish(monitor, mock, dead)
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
    // The group lets the instance go when this clock is moved on; until then, for half a minute, the sweep waits.
    let shift = MockManualClock(0)
    var options = MockOptions()
    options.clock = MockClock { MockClock.system.now() + shift.now }
    options.timing.detach = 50
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

      let next = try await monitor.run("--apply")
      #expect(next.status == 4)
      #expect(next.report?.unfinished.map(\.ec2_instance_id) == [dead], "\(next.output)")
      #expect(!mock.mutations.contains { $0.operation == "TerminateInstances" }, "it is still in its group")
      shift.advance(by: 100)
      try await Self.finish(monitor, mock, dead)
    }
  }

  /// The first strike, and as long as it takes until another one counts.
  static func strike(_ monitor: Monitor) async throws {
    let run = try await monitor.run("--apply")
    #expect(run.report?.instances.map(\.verdict) == ["striking"], "\(run.errors) \(run.output)")
    try await Monitor.passGap()
  }

  /// One sweep more, which ends what was begun.
  static func finish(_ monitor: Monitor, _ mock: MockServer, _ dead: String) async throws {
    try await Monitor.passGap()
    let run = try await monitor.run("--apply")
    #expect(run.status == 0, "\(run.output)")
    #expect(run.report?.instances.map(\.isRemediated) == [true], "\(run.output)")
    for operation in ["DetachInstances", "TerminateInstances"] {
      let calls = mock.mutations.filter { $0.operation == operation && $0.wasCarriedOut }
      #expect(calls.map { $0.resources.last } == [dead])
    }
    #expect(!mock.truth.contains { $0.containerInstanceID != nil && !$0.agentConnected }, "its registration is gone, too")
  }
}
