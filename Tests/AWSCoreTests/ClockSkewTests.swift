import MockAWS
import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("a local clock that is wrong")
struct ClockSkewTests {
  /// `TestTime.start` in `Date`.
  static let date = "Tue, 02 Jan 2024 03:04:05 GMT"
  /// What a request that was signed by AWS's time carries.
  static let corrected = "20240102T0304"

  static func refusal(_ code: String, date: String? = date) -> ServerAnswer {
    .response(
      status: 403, headers: date.map { [("Date", $0)] } ?? [], body: Array(#"{"__type":"\#(code)","message":"Signature expired"}"#.utf8))
  }

  /// The dates of the requests of one call that fails or not, and of one that follows.
  func dates(skew: Double, refusal: ServerAnswer) async throws -> (dates: [String], waits: [Duration]) {
    let time = TestTime(skew: skew)
    let dates = Lock<[String]>([])
    try await withTestClient(
      time: time.source,
      answers: { request, _ in
        let date = request.header("X-Amz-Date") ?? ""
        dates.withLock { $0.append(date) }
        return date.hasPrefix(Self.corrected) ? .pong : refusal
      }
    ) { test in
      do { _ = try await test.ping() } catch let error as AWSError { #expect(error.kind == .service) }
    }
    return (dates.withLock { $0 }, time.sleeps)
  }

  @Test(
    "a refusal that it explains is answered at once with a signature by AWS's time, once",
    arguments: ["InvalidSignatureException", "SignatureDoesNotMatch", "AuthFailure", "RequestTimeTooSkewed", "AccessDeniedException"],
    [-86_400.0, -600, -250, 250, 600])
  func corrected(code: String, skew: Double) async throws {
    let (dates, waits) = try await dates(skew: skew, refusal: Self.refusal(code))
    #expect(dates.count == 2)
    #expect(dates.last?.hasPrefix(Self.corrected) == true)
    #expect(waits.isEmpty)
  }

  static let otherReasons: [(skew: Double, answer: ServerAnswer)] = [
    (230, refusal("SignatureDoesNotMatch")), (-230, refusal("AccessDeniedException")), (0, refusal("AccessDeniedException")),
    (600, refusal("RequestExpired")), (600, refusal("RequestInTheFuture")), (600, refusal("InvalidParameterException")),
    (600, refusal("SignatureDoesNotMatch", date: nil)),
  ]

  @Test("what was right within four minutes, was refused for another reason, or had no date is not asked again", arguments: otherReasons)
  func notCorrected(skew: Double, answer: ServerAnswer) async throws {
    #expect(try await dates(skew: skew, refusal: answer).dates.count == 1)
  }

  @Test("a service that refuses for ever is asked twice")
  func once() async throws {
    let time = TestTime(skew: 3600)
    try await withTestClient(time: time.source, answers: { _, _ in Self.refusal("AccessDeniedException") }) { test in
      let error = await awsError { try await test.ping() }
      #expect(error?.code == "AccessDeniedException")
      #expect(test.client.statistics.requests == 2)
      // The correction is kept, so another refusal has another reason.
      _ = await awsError { try await test.ping() }
      #expect(test.client.statistics.requests == 3)
    }
  }

  @Test("what expires is judged by the corrected clock too")
  func expiry() async throws {
    let time = TestTime(skew: 7200)
    try await withTestClient(
      time: time.source,
      answers: { request, _ in
        request.header("X-Amz-Date")?.hasPrefix(Self.corrected) == true ? .pong : Self.refusal("RequestTimeTooSkewed")
      }
    ) { test in
      _ = try await test.ping()
      let session = Credentials(accessKeyID: "ASIA", secretAccessKey: TestClient.secret, expiration: TestTime.start + 3600)
      let cache = CredentialCache(CredentialSource(name: "test") { () throws(AWSError) in session }, time: test.client.time)
      #expect(try await cache.credentials() == session)
    }
  }

  @Test("a mocked AWS that checks signatures refuses the wrong time and takes the corrected one")
  func mockAWS() async throws {
    try await withMockAWS(fleet: MockFleet()) { mock in
      let loop = try EventLoop()
      defer { loop.stop() }
      let environment = Environment(["AWS_ENDPOINT_URL": mock.url])
      var time = TimeSource.system
      time.wall = { TimeSource.system.wall() - 3600 }
      let client = AWSClient(try AWSClient.Configuration(environment: environment), loop: loop, time: time)
      let keys = Credentials(accessKeyID: mock.accessKey, secretAccessKey: mock.secretKey)
      let caller = CredentialCache(CredentialSource(name: "test") { () throws(AWSError) in keys }, time: client.time)
      let account = try await client.prove(accountID: nil, roles: [], caller: caller, region: "us-east-1")
      #expect(account.id.count == 12)
      #expect(client.statistics.requests == 2)
      #expect(client.statistics.retries == 0, "it is the same attempt, signed again")
      #expect((client.clock.localSkew ?? 0) < -3590)
    }
  }
}
