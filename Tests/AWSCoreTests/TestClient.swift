import Network
import TestSupport
import Testing
import WireFormats

@testable import AWSCore

/// A client of a loopback server, with credentials and an account that nobody has to prove.
struct TestClient: Sendable {
  static let accountID = "111122223333"
  static let region = "eu-west-1"
  static let sessionToken = "IQoJSESSIONTOKENSESSIONTOKEN"
  static let secret = "SECRETSECRETSECRETSECRETSECRET"

  static let json = AWSService("tester", environmentName: "TESTER", wireProtocol: .json(targetPrefix: "Tester_2026"))

  let client: AWSClient
  let account: AWSAccount
  let server: LoopbackServer

  /// Calls an operation whose answer must have `pong`.
  func ping(_ effect: AWSOperation<String>.Effect = .read) async throws(AWSError) -> String {
    try await client.call(Self.operation(effect), in: account, region: Self.region)
  }

  static func operation(_ effect: AWSOperation<String>.Effect = .read) -> AWSOperation<String> {
    .json(json, "Ping", APICategory("tester", burst: 1000, rate: 1000), effect) { request in
      request.member("ping", 1)
    } answer: { reader throws(JSONError) in
      var pong: String?
      try reader.object { key, reader throws(JSONError) in
        if key == "pong" { pong = try reader.string() }
      }
      guard let pong else { throw reader.error("pong is missing") }
      return pong
    }
  }
}

/// Runs `body` with a client whose answers come from `answer`, which gets the number of the request from 1.
func withTestClient<Result>(
  environment: [String: String] = [:], time: TimeSource = TestTime().source, random: Double = 1,
  credentials: CredentialSource? = nil, attemptTimeout: Duration = .seconds(20),
  answers answer: @escaping @Sendable (ServerRequest, Int) -> ServerAnswer,
  _ body: (TestClient) async throws -> Result
) async throws -> Result {
  let count = Lock(0)
  return try await withLoopbackServer { request in
    let number = count.withLock { count in
      count += 1
      return count
    }
    return answer(request, number)
  } during: { server in
    let loop = try EventLoop()
    defer { loop.stop() }
    let variables = environment.merging(["AWS_ENDPOINT_URL": server.url]) { own, _ in own }
    let configuration = try AWSClient.Configuration(environment: Environment(variables), share: 1, attemptTimeout: attemptTimeout)
    let client = AWSClient(configuration, loop: loop, time: time, random: { random })
    let keys = Credentials(accessKeyID: "ASIATEST", secretAccessKey: TestClient.secret, sessionToken: TestClient.sessionToken)
    let source = credentials ?? CredentialSource(name: "test") { () throws(AWSError) in keys }
    let identity = try #require(ARN("arn:aws:iam::\(TestClient.accountID):user/tester"))
    let account = AWSAccount(id: TestClient.accountID, identity: identity, credentials: CredentialCache(source, time: time))
    return try await body(TestClient(client: client, account: account, server: server))
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

extension ServerAnswer {
  static let pong = ServerAnswer.text(#"{"pong":"yes"}"#)

  static func refusal(_ status: Int, _ code: String, _ message: String = "") -> ServerAnswer {
    .response(status: status, headers: [("x-amzn-RequestId", "req-1")], body: Array(#"{"__type":"\#(code)","message":"\#(message)"}"#.utf8))
  }
}
