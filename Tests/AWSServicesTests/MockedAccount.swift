import AWSCore
import AWSServices
import MockAWS
import Network
import Testing

/// An account of a mocked AWS, proven, with a client for it.
struct MockedAccount: Sendable {
  static let id = MockFleet.accountID(0)
  static let region = "us-east-1"

  let mock: MockServer
  let client: AWSClient
  let account: AWSAccount

  var ecs: ECS { ECS(client, account: account, region: Self.region) }
  var ec2: EC2 { EC2(client, account: account, region: Self.region) }
  var autoScaling: AutoScaling { AutoScaling(client, account: account, region: Self.region) }
  var zonalShift: ZonalShift { ZonalShift(client, account: account, region: Self.region) }
  var sns: SNS { SNS(client, account: account) }

  /// The registrations of cluster `web`.
  var instances: [MockInstance] {
    get throws { try mock.instances(account: Self.id, region: Self.region, cluster: "web") }
  }

  /// How often an operation was carried out, whether or not its answer arrived.
  func carriedOut(_ operation: String) -> Int {
    mock.calls.filter { $0.operation == operation && $0.wasCarriedOut }.count
  }

  func calls(_ operation: String) -> Int {
    mock.calls.filter { $0.operation == operation }.count
  }
}

/// Runs `body` with an account whose cluster `web` has these instances, at the mock's own pace.
func withMockedAccount(
  clusters: Int = 1, instances: Int = 10, disconnected: Int = 1, accountID: String? = MockedAccount.id, role: AssumedRole? = nil,
  organization: MockFleet.Organization? = nil, options: MockOptions = MockOptions(), _ body: (MockedAccount) async throws -> Void
) async throws {
  var options = options
  options.timing = .immediate
  var fleet = MockFleet(clusters: clusters, instances: instances, disconnected: .count(disconnected))
  fleet.organization = organization
  try await withMockAWS(fleet: fleet, options: options) { mock in
    let loop = try EventLoop()
    defer { loop.stop() }
    let environment = Environment([
      "AWS_ENDPOINT_URL": mock.url, "AWS_ACCESS_KEY_ID": mock.accessKey, "AWS_SECRET_ACCESS_KEY": mock.secretKey,
    ])
    // Pauses between attempts are skipped; the limiter never waits at these numbers.
    var time = TimeSource.system
    time.sleep = { _ in try Task.checkCancellation() }
    let client = AWSClient(try AWSClient.Configuration(environment: environment, share: 1), loop: loop, time: time)
    let caller = CredentialCache(.environment(environment), time: time)
    let account = try await client.prove(
      accountID: accountID, roles: [role].compactMap(\.self), caller: caller, region: MockedAccount.region)
    try await body(MockedAccount(mock: mock, client: client, account: account))
  }
}

/// The error that `body` throws; records an issue when it throws none or another.
func awsError(_ body: () async throws -> some Any) async -> AWSError? {
  do {
    Issue.record("no error, but \(try await body())")
    return nil
  } catch let error as AWSError {
    return error
  } catch {
    Issue.record("not an AWSError: \(error)")
    return nil
  }
}
