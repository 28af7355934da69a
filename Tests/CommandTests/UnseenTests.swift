import Foundation
import MockAWS
import TestSupport
import Testing

@Suite("What a sweep could not see")
struct UnseenTests {
  static let fleet = MockFleet(accounts: 2, regions: 1, clusters: 2, instances: 4, disconnected: .count(1))
  static let (first, second) = (MockFleet.accountID(0), MockFleet.accountID(1))

  static func with(
    fleet: MockFleet = fleet, options: MockOptions = MockOptions(), policy: [String: Any] = [:],
    _ body: (Monitor, MockServer) async throws -> Void
  ) async throws {
    try await withMockAWS(fleet: fleet, options: options) { mock in
      try await withTemporaryFolder { folder in
        let monitor = Monitor(folder: folder, mock: mock)
        try monitor.write(fleet, policy: policy)
        try await body(monitor, mock)
      }
    }
  }

  @Test("is a failed target where the account's role is refused; the others are swept")
  func refusedRole() async throws {
    try await Self.with { monitor, mock in
      mock.setRefusesRoles(true, account: Self.second)
      let run = try await monitor.run("--apply")
      #expect(run.status == 2)
      let report = try #require(run.report)
      let failed = try #require(report.unseen.first)
      #expect(report.unseen.count == 1 && failed.account_id == Self.second && failed.status == "failed")
      let error = try #require(failed.error)
      #expect(error.contains("AssumeRole") && error.contains("AccessDenied") && error.contains(Self.second), "\(error)")
      #expect(report.targets.filter { $0.status == "ok" }.map(\.account_id) == [Self.first, Self.first])
      #expect(report.instances.count == 2)
    }
  }

  @Test("is a failed target where the credentials belong to another account than the one that is named")
  func wrongAccount() async throws {
    try await Self.with { monitor, mock in
      try monitor.write(
        """
        { "accounts": [ { "account_id": "999999999999", "regions": ["us-east-1"] },
                        { "account_id": "\(Self.second)", "role": "monitor", "regions": ["us-east-1"] } ] }
        """)
      let run = try await monitor.run()
      #expect(run.status == 2)
      let report = try #require(run.report)
      let failed = try #require(report.unseen.first)
      #expect(report.unseen.count == 1 && failed.account_id == "999999999999")
      let error = try #require(failed.error)
      #expect(error.contains("999999999999") && error.contains(Self.first), "\(error)")
      #expect(report.targets.filter { $0.status == "ok" }.count == 2)
      // Nothing was asked of the account whose credentials these really are.
      #expect(!mock.calls.contains { $0.account == Self.first && $0.service != "sts" })
    }
  }

  @Test("is a failed target where a role leads to another account than its name says")
  func roleOfAnotherAccount() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(
        """
        { "accounts": [ { "account_id": "\(Self.first)", "role": "arn:aws:iam::\(Self.second):role/monitor", "regions": ["us-east-1"] } ] }
        """)
      let run = try await monitor.run()
      #expect(run.status == 78)
      #expect(run.errors.contains("found a role of account \(Self.second), expected one of \(Self.first)"), "\(run.errors)")
    }
  }

  @Test("is a failed target where a cluster that the file names is in none of the Regions")
  func missingCluster() async throws {
    try await Self.with { monitor, _ in
      try monitor.write(
        #"{ "accounts": [ { "account_id": "\#(Self.first)", "regions": ["us-east-1"], "clusters": ["web", "wbe"] } ] }"#)
      let run = try await monitor.run()
      #expect(run.status == 2)
      let report = try #require(run.report)
      #expect(report.targets.map(\.cluster) == ["wbe", "web"])
      let failed = try #require(report.unseen.first)
      #expect(failed.status == "failed" && failed.cluster == "wbe" && failed.error == "no cluster of this name in us-east-1")
    }
  }

  @Test("is a failed target where two entries lead to it and disagree, and nothing is done there")
  func disagreement() async throws {
    try await Self.with { monitor, mock in
      // Only AWS knows that the unnamed account is the named one.
      try monitor.write(
        """
        { "store": "memory:", "accounts": [
          { "account_id": "\(Self.first)", "regions": ["us-east-1"], "policy": { "fail_after": 3 } },
          { "regions": ["us-east-1"], "clusters": ["web"] } ] }
        """)
      let run = try await monitor.run("--apply")
      #expect(run.status == 2)
      let report = try #require(run.report)
      let failed = try #require(report.unseen.first)
      #expect(report.unseen.count == 1 && failed.cluster == "web")
      #expect(failed.error?.contains("two entries") == true)
      #expect(report.instances.map(\.cluster) == ["batch"])
    }
  }

  @Test("is named where the file alone shows that two entries disagree")
  func conflict() async throws {
    try await withTemporaryFolder { folder in
      let monitor = Monitor(folder: folder)
      try monitor.write(
        """
        { "accounts": [
          { "account_id": "\(Self.first)", "regions": ["us-east-1"], "policy": { "fail_after": 3 } },
          { "account_id": "\(Self.first)", "regions": ["us-east-1"], "clusters": ["web"] } ] }
        """)
      let run = try await monitor.run()
      #expect(run.status == 78)
      #expect(run.lines.count == 1)
      #expect(
        run.errors.contains(":3:3: found another policy for cluster \"web\"") && run.errors.contains("the other is at 2:3"), "\(run.errors)"
      )
    }
  }

  @Test("is everything where there are no credentials: exit 1, and a line that says what is missing")
  func noCredentials() async throws {
    try await Self.with { monitor, mock in
      var monitor = monitor
      monitor.environment.updateValue(nil, forKey: "AWS_SECRET_ACCESS_KEY")
      let half = try await monitor.run("--apply")
      #expect(half.status == 1)
      #expect(
        half.report?.failures.contains { $0.contains("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not") } == true,
        "\(half.output)")
      monitor.environment.updateValue(nil, forKey: "AWS_ACCESS_KEY_ID")
      let none = try await monitor.run("--apply")
      #expect(none.status == 1)
      #expect(none.report?.failures.contains { $0.contains("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set") } == true)
      #expect(mock.calls.isEmpty)
      #expect(try monitor.files == ["clusters.json"])
    }
  }

  @Test("is everything where the secret is wrong, and it is not repeated")
  func wrongSecret() async throws {
    try await Self.with { monitor, _ in
      var monitor = monitor
      monitor.environment["AWS_SECRET_ACCESS_KEY"] = "not-the-secret-of-this-key"
      let run = try await monitor.run()
      #expect(run.status == 1)
      #expect(run.report?.failures.first?.contains("SignatureDoesNotMatch") == true, "\(run.output)")
      #expect(!run.output.contains("not-the-secret-of-this-key") && !run.errors.contains("not-the-secret-of-this-key"))
    }
  }

  @Test("holds what is due in a cluster that was read in part only, and strikes go on")
  func partial() async throws {
    // Two pages; the second one will be refused.
    let fleet = MockFleet(accounts: 1, regions: 1, clusters: 1, instances: 120, disconnected: .count(2))
    try await Self.with(fleet: fleet) { monitor, mock in
      #expect(try await monitor.run("--apply").status == 0)
      try await Monitor.passGap()
      mock.add(MockFault(.accessDenied, operation: "DescribeContainerInstances", after: 1))
      let run = try await monitor.run("--apply")
      #expect(run.status == 2, "\(run.errors) \(run.output)")
      let report = try #require(run.report)
      #expect(report.targets.map(\.status) == ["partial"])
      #expect(report.targets.first?.error?.contains("DescribeContainerInstances") == true)
      #expect(report.instances.allSatisfy { $0.verdict == "held" && $0.reason == "partial" && $0.strikes == 2 }, "\(report.instances)")
      #expect(mock.mutations.isEmpty)
    }
  }

  @Test("is named where the deadline cut the inspection short, and nothing is done there")
  func deadline() async throws {
    try await Self.with { monitor, mock in
      mock.add(MockFault(.slow(30), operation: "DescribeContainerInstances", account: Self.first))
      let run = try await monitor.run("--apply", "--deadline", "6s")
      #expect(run.status == 2, "\(run.errors) \(run.output)")
      let report = try #require(run.report)
      #expect(report.unseen.map(\.account_id) == [Self.first, Self.first])
      #expect(report.unseen.allSatisfy { $0.status == "partial" && $0.error?.contains("deadline") == true }, "\(report.unseen)")
      #expect(report.instances.map(\.account_id) == [Self.second, Self.second])
    }
  }

  @Test("is a failed target where a Region refuses to list its clusters")
  func refusedRegion() async throws {
    try await Self.with { monitor, mock in
      mock.add(MockFault(.accessDenied, operation: "ListClusters", account: Self.second))
      let run = try await monitor.run()
      #expect(run.status == 2)
      let failed = try #require(run.report?.unseen.first)
      #expect(failed.account_id == Self.second && failed.region == "us-east-1" && failed.cluster == nil)
      #expect(failed.error?.contains("ListClusters") == true)
    }
  }
}
