import MockAWS
import Network
import Testing

@testable import AWSCore

/// Against the mock, which verifies every signature with code of its own.
@Suite("proving accounts")
struct AccountTests {
  static let own = MockFleet.accountID(0)
  static let other = MockFleet.accountID(1)

  func withClient(
    fleet: MockFleet = MockFleet(accounts: 2), environment: [String: String] = [:],
    _ body: (MockServer, AWSClient, CredentialCache) async throws -> Void
  ) async throws {
    try await withMockAWS(fleet: fleet) { mock in
      let loop = try EventLoop()
      defer { loop.stop() }
      let variables = Environment(
        ["AWS_ENDPOINT_URL": mock.url, "AWS_ACCESS_KEY_ID": mock.accessKey, "AWS_SECRET_ACCESS_KEY": mock.secretKey]
          .merging(environment) { _, new in new })
      let client = AWSClient(try AWSClient.Configuration(environment: variables), loop: loop)
      try await body(mock, client, CredentialCache(.environment(variables), time: .system))
    }
  }

  static func role(_ account: String, externalID: String? = nil, policy: String? = nil) -> AssumedRole {
    AssumedRole(arn: "arn:aws:iam::\(account):role/ecs-agent-monitor", externalID: externalID, sweepID: "sweep-1", sessionPolicy: policy)
  }

  @Test("without a role, the caller's own account by GetCallerIdentity")
  func callerIdentity() async throws {
    try await withClient { _, client, caller in
      let account = try await client.prove(accountID: nil, roles: [], caller: caller, region: "us-east-1")
      #expect(account.id == Self.own)
      #expect(account.identity.account == Self.own)
      _ = try await client.prove(accountID: Self.own, roles: [], caller: caller, region: "us-east-1")
      let error = await awsError { try await client.prove(accountID: Self.other, roles: [], caller: caller, region: "us-east-1") }
      #expect(error?.kind == .wrongAccount)
      #expect(error?.account == Self.other)
      #expect(error?.message.contains(Self.own) == true)
    }
  }

  @Test("a role's session is proven by the ARN that AssumeRole returned, and named after the sweep")
  func roles() async throws {
    try await withClient { mock, client, caller in
      let account = try await client.prove(accountID: Self.other, roles: [Self.role(Self.other)], caller: caller, region: "eu-west-1")
      #expect(account.id == Self.other)
      #expect(account.identity.description == "arn:aws:sts::\(Self.other):assumed-role/ecs-agent-monitor/ecs-agent-monitor@sweep-1")
      #expect(mock.callCounts.keys.contains { $0.contains("AssumeRole") })
      #expect(!mock.callCounts.keys.contains { $0.contains("GetCallerIdentity") })
      // The session signs, token included, and the mock agrees.
      let again = try await client.call(STS.callerIdentity(), in: account, region: "us-west-2")
      #expect(again == account.identity)
    }
  }

  @Test("a role of another account than the one that was named is refused")
  func wrongRole() async throws {
    try await withClient { _, client, caller in
      let error = await awsError {
        try await client.prove(accountID: Self.own, roles: [Self.role(Self.other)], caller: caller, region: "us-east-1")
      }
      #expect(error?.kind == .wrongAccount)
    }
  }

  @Test("the external id is sent, and a refusal is STS's own error with the account that was named")
  func externalIDs() async throws {
    let fleet = MockFleet(accounts: [
      MockFleet.Account(Self.own, regions: []), MockFleet.Account(Self.other, externalID: "x:1/y", regions: []),
    ])
    try await withClient(fleet: fleet) { _, client, caller in
      _ = try await client.prove(
        accountID: Self.other, roles: [Self.role(Self.other, externalID: "x:1/y")], caller: caller, region: "us-east-1")
      let error = await awsError {
        try await client.prove(accountID: Self.other, roles: [Self.role(Self.other)], caller: caller, region: "us-east-1")
      }
      #expect(error?.kind == .service)
      #expect(error?.isAccessDenied == true)
      #expect(error?.operation == "AssumeRole")
      #expect(error?.account == Self.other)
    }
  }

  @Test("a chain of roles is assumed one after the other, and its sessions on the way can only assume the next")
  func chain() async throws {
    let hub = MockFleet.accountID(2)
    try await withClient(fleet: MockFleet(accounts: 3)) { mock, client, caller in
      let arns = [hub, Self.other].map { "arn:aws:iam::\($0):role/monitor" }
      let roles = AssumedRole.chain(arns, externalID: "x-1", sweepID: "1", sessionPolicy: AssumedRole.readOnlyPolicy)
      let account = try await client.prove(accountID: Self.other, roles: roles, caller: caller, region: "us-east-1")
      #expect(account.id == Self.other)
      let assumed = mock.calls.filter { $0.operation == "AssumeRole" }
      #expect(assumed.map(\.account) == [Self.own, hub])
      #expect(assumed.map(\.resources) == arns.map { [$0] })

      #expect(roles.map(\.externalID) == ["x-1", "x-1"])
      #expect(roles.last?.sessionPolicy == AssumedRole.readOnlyPolicy)
      let onTheWay = try await client.prove(accountID: hub, roles: [roles[0]], caller: caller, region: "us-east-1")
      let error = await awsError { try await client.call(STS.callerIdentity(), in: onTheWay, region: "us-east-1") }
      #expect(error?.isAccessDenied == true)
    }
  }

  @Test("a role in the middle of a chain that is refused is an error of the account at its end")
  func brokenChain() async throws {
    let hub = MockFleet.accountID(2)
    try await withClient(fleet: MockFleet(accounts: 3)) { mock, client, caller in
      mock.setRefusesRoles(true, account: hub)
      let arns = [hub, Self.other].map { "arn:aws:iam::\($0):role/monitor" }
      let roles = AssumedRole.chain(arns, externalID: nil, sweepID: "1", sessionPolicy: nil)
      let error = await awsError { try await client.prove(accountID: Self.other, roles: roles, caller: caller, region: "us-east-1") }
      #expect(error?.isAccessDenied == true && error?.account == Self.other)
      #expect(error?.message.contains(arns[0]) == true)
    }
  }

  @Test("50 tasks on a role session of 50 Regions assume it once")
  func oneSession() async throws {
    try await withClient { mock, client, caller in
      let credentials = CredentialCache(
        .role(Self.role(Self.other), with: caller, client: client, region: "us-east-1"), time: .system)
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<50 { group.addTask { try await credentials.credentials().accessKeyID } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      #expect(mock.calls.filter { $0.operation == "AssumeRole" }.count == 1)
    }
  }

  @Test("wrong keys are an error that shows neither of them")
  func wrongKeys() async throws {
    try await withClient(environment: ["AWS_SECRET_ACCESS_KEY": TestClient.secret]) { _, client, caller in
      let error = try #require(await awsError { try await client.prove(accountID: nil, roles: [], caller: caller, region: "us-east-1") })
      #expect(error.code == "SignatureDoesNotMatch")
      #expect(!error.description.contains(TestClient.secret))
    }
  }
}
