import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("The Lambda function")
struct FunctionTests {
  static let fleet = MockFleet(accounts: 1, regions: 1, clusters: 2, instances: 8, disconnected: .count(1))
  static let topic = "arn:aws:sns:us-east-1:\(MockFleet.accountID(0)):ecs-agents"
  /// Sweeps may follow each other within seconds.
  static let quick = #""policy":{"min_disconnected":"0s","lone_min_disconnected":"0s","min_gap":"1s","startup_grace":"0s"}"#
  static let accounts = #""accounts":[{"regions":["us-east-1"]}]"#

  static func with(_ body: (Function, MockServer) async throws -> Void) async throws {
    try await withMockAWS(fleet: fleet) { mock in
      try await withTemporaryFolder { folder in try await body(Function(folder: folder, mock: mock), mock) }
    }
  }

  @Test("handles the older function's event as it is: counts a strike, tells, and counts none when the event comes again")
  func older() async throws {
    try await RedisServer.with { redis in
      try await Self.with { function, mock in
        let event =
          #"{"cluster":"web","snsLogArn":"\#(Self.topic)","elasticache_config_endpoint":"127.0.0.1","elasticache_port":\#(redis.port)}"#
        let run = try await function.run([Function.event("first", event), Function.event("first", event)])
        #expect(run.status == 0, "\(run.log)")
        let reports = try run.reports
        #expect(reports.map(\.mode) == ["apply", "apply"])
        #expect(reports.map(\.sweep_id) == ["first", "first"])
        #expect(reports.map { $0.targets.map(\.cluster) } == [["web"], ["web"]])
        #expect(reports.map { $0.instances.map(\.strikes) } == [[1], [1]], "\(run.posts)")
        #expect(mock.mutations.allSatisfy { $0.operation == "Publish" })
      }
    }
  }

  @Test("replaces what a second event finds due, over the connections of the first; EventBridge's ID is the sweep's")
  func replaces() async throws {
    try await RedisServer.with { redis in
      try await Self.with { function, mock in
        let dead = mock.truth.filter { !$0.agentConnected }.map(\.ec2InstanceID)
        let detail = #"{"mode":"apply","store":"redis://127.0.0.1:\#(redis.port)","cluster":"web",\#(Self.quick),\#(Self.accounts)}"#
        let event =
          #"{"id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events","detail":\#(detail)}"#
        let first = try await function.run([Function.event("a", event)])
        #expect(try first.reports.map { $0.instances.map(\.strikes) } == [[1]], "\(first.posts) \(first.log)")
        #expect(try first.reports.map(\.sweep_id) == ["53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa"])
        try await Monitor.passGap()
        let second = try await function.run([Function.event("b", detail), Function.event("c", detail)])
        #expect(try second.reports.first?.instances.map(\.isRemediated) == [true], "\(second.posts)")
        let killed = mock.mutations.filter { $0.operation == "TerminateInstances" }.flatMap(\.resources)
        #expect(killed.count == 1 && Set(killed).isSubset(of: dead))
        let connections = try second.posts.map { try JSONDecoder().decode(Connections.self, from: Data($0.body.utf8)).api.connections }
        #expect(connections[0] > 0 && connections[1] < connections[0], "\(connections)")
      }
    }
  }

  private struct Connections: Decodable {
    struct API: Decodable { let connections: Int }
    let api: API
  }

  @Test("plans by a packaged file, without a store")
  func packaged() async throws {
    try await Self.with { function, mock in
      try Data("{\(Self.accounts)}".utf8).write(to: function.folder.appending(path: "fleet.json"))
      let run = try await function.run([Function.event("1", #"{"config":"fleet.json","cluster":"batch"}"#)])
      #expect(run.status == 0)
      let report = try #require(try run.reports.first)
      #expect(report.mode == "plan" && report.targets.map(\.cluster) == ["batch"] && report.instances.map(\.strikes) == [1])
      #expect(mock.mutations.isEmpty)
    }
  }

  @Test("refuses a broken event with all that is wrong, and serves the next")
  func broken() async throws {
    try await Self.with { function, _ in
      let run = try await function.run([
        Function.event("1", #"{"accounts":[{"regions":["mars"]}],"mode":"do"}"#), Function.event("2", "{"),
        Function.event("3", #"{"cluster":"web"}"#), Function.event("4", #"{"cluster":["none"],\#(Self.accounts)}"#),
        Function.event("5", "{\(Self.accounts)}", seconds: 12), Function.event("6", "{\(Self.accounts)}"),
      ])
      #expect(run.status == 0)
      #expect(
        run.posts.map(\.errorType) == [
          "Event.Invalid", "Event.Invalid", "Event.Unusable", "Event.NothingToSweep", "Function.TimeoutTooShort", nil,
        ], "\(run.posts)")
      let message = try #require(try run.message(of: 0))
      #expect(message.contains("$.accounts[0].regions[0]: found \"mars\"") && message.contains("$.mode: found \"do\""))
      #expect(try run.message(of: 2) == "no store is named to keep strikes in: name one in the file, by --store or by REDIS_URL")
    }
  }

  @Test("that runs out of time reports what it has not seen, which is no error")
  func outOfTime() async throws {
    try await Self.with { function, mock in
      mock.add(MockFault(.slow(60), operation: "DescribeContainerInstances", after: 1))
      let run = try await function.run([Function.event("1", "{\(Self.accounts)}", seconds: 21)])
      let report = try #require(try run.reports.first, "\(run.posts)")
      #expect(report.exit_status == 2)
      #expect(report.unseen.count == 1 && report.targets.count == 2, "\(run.posts)")
    }
  }

  @Test("fails the invocation where a step fails: the error says which, the report is in the log")
  func failedStep() async throws {
    try await RedisServer.with { redis in
      try await Self.with { function, mock in
        let event = #"{"mode":"apply","store":"redis://127.0.0.1:\#(redis.port)","cluster":"web",\#(Self.quick),\#(Self.accounts)}"#
        _ = try await function.run([Function.event("a", event)])
        try await Monitor.passGap()
        mock.add(MockFault(.refuse(code: "OperationNotPermitted", message: "not today", status: 400), operation: "TerminateInstances"))
        let run = try await function.run([Function.event("b", event)])
        #expect(run.posts.map(\.errorType) == ["Sweep.Unfinished"])
        let message = try #require(try run.message(of: 0))
        #expect(message.contains("terminate of i-") && message.contains("not today"), "\(message)")
        let lines = try run.lines
        #expect(
          lines.contains { $0["level"] as? String == "ERROR" && $0["instance"] != nil && $0["requestId"] as? String == "b" }, "\(run.log)")
        #expect(lines.contains { $0["totals"] != nil })
      }
    }
  }

  @Test("without its store fails the invocation")
  func noStore() async throws {
    try await Self.with { function, _ in
      let run = try await function.run([
        Function.event("1", #"{"cluster":"web","elasticache_config_endpoint":"127.0.0.1","elasticache_port":1}"#)
      ])
      #expect(run.posts.map(\.errorType) == ["Sweep.RuntimeFailure"])
      #expect(try run.message(of: 0)?.contains("store redis 127.0.0.1:1") == true, "\(run.posts)")
    }
  }

  @Test("ends an event that is under way when a signal comes, and says so")
  func signal() async throws {
    try await Self.with { function, mock in
      mock.add(MockFault(.slow(60), operation: "ListClusters"))
      let run = try await function.run([Function.event("1", "{\(Self.accounts)}")], posts: 0) { _ in
        try await SignalTests.waitFor("ListClusters", on: mock)
      }
      #expect(run.status == 0, "\(run.log)")
      #expect(run.posts.map(\.errorType) == ["Sweep.Interrupted"])
    }
  }

  @Test("that cannot start says why, and ends")
  func cannotStart() async throws {
    try await Self.with { function, _ in
      var function = function
      function.environment["AWS_CA_BUNDLE"] = "/no/such/file"
      let run = try await function.run([])
      #expect(run.status == 1)
      #expect(run.posts.map(\.path) == ["/init/error"])
      #expect(run.posts.map(\.errorType) == ["Init.Failed"])
      #expect(try run.message(of: 0)?.contains("/no/such/file") == true)
    }
  }

  @Test("writes log lines that are objects with Lambda's names, and none below the level that is set")
  func log() async throws {
    try await Self.with { function, _ in
      let run = try await function.run([Function.event("1", "{\(Self.accounts)}")])
      for line in try run.lines where line["_aws"] == nil {
        #expect(["timestamp", "level", "message", "requestId"].allSatisfy { line[$0] is String }, "\(line)")
      }
      var quiet = function
      quiet.environment["AWS_LAMBDA_LOG_LEVEL"] = "ERROR"
      let silent = try await quiet.run([Function.event("1", "{\(Self.accounts)}")])
      #expect(try silent.lines.allSatisfy { $0["_aws"] != nil }, "\(silent.log)")
    }
  }
}
