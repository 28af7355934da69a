import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("retries")
struct RetryTests {
  @Test(
    "throttling, transient troubles and unusable answers are tried again",
    arguments: [
      ServerAnswer.refusal(400, "ThrottlingException"), .refusal(429, "Whatever"), .refusal(503, "ServiceUnavailable"),
      .refusal(500, "ServerException"), .response(status: 502, body: Array("<html>Bad Gateway</html>".utf8)), .response(status: 504),
      .refusal(400, "RequestTimeout"), .close, .cut(announced: 100, body: Array(#"{"pong""#.utf8)), .text(#"{"pong":"ye"#), .text("{}"),
      .text(""), .text(#"{"pong":null}"#), .text(#"{"pong":"yes"}{"#),
    ])
  func triedAgain(trouble: ServerAnswer) async throws {
    let time = TestTime()
    try await withTestClient(time: time.source, answers: { _, number in number == 1 ? trouble : .pong }) { test in
      let answer = try await test.ping()
      #expect(answer == "yes")
      #expect(test.client.statistics.requests == 2)
      #expect(test.client.statistics.retries == 1)
    }
    #expect(time.sleeps == [.seconds(1)])
  }

  @Test(
    "what will not get better is not tried again",
    arguments: [
      (ServerAnswer.refusal(400, "InvalidParameterException", "no"), "InvalidParameterException"),
      (.refusal(403, "AccessDeniedException"), "AccessDeniedException"), (.response(status: 501), "HTTP501"),
      (.response(status: 404), "HTTP404"),
    ])
  func notTriedAgain(answer: ServerAnswer, code: String) async throws {
    try await withTestClient(answers: { _, _ in answer }) { test in
      let error = try #require(await awsError { try await test.ping() })
      #expect(error.code == code)
      #expect(error.kind == .service)
      #expect(test.client.statistics.requests == 1)
    }
  }

  @Test("three attempts in all, with pauses of at most 1 and 2 seconds")
  func threeAttempts() async throws {
    let time = TestTime()
    try await withTestClient(time: time.source, random: 0.5, answers: { _, _ in .refusal(500, "ServerException", "oops") }) { test in
      let error = try #require(await awsError { try await test.ping() })
      #expect(error.status == 500)
      #expect(error.requestID == "req-1")
      #expect(error.description == "tester Ping in 111122223333 eu-west-1: ServerException (HTTP 500): oops [request req-1]")
      #expect(test.client.statistics.requests == 3)
      #expect(test.client.statistics.byCategory["tester"]?.retries == 2)
    }
    #expect(time.sleeps == [.seconds(0.5), .seconds(1)])
  }

  @Test("AWS_MAX_ATTEMPTS counts the first one; pauses grow to 20 seconds and no further")
  func maximumAttempts() async throws {
    let time = TestTime()
    try await withTestClient(environment: ["AWS_MAX_ATTEMPTS": "8"], time: time.source, answers: { _, _ in .close }) { test in
      let error = try #require(await awsError { try await test.ping() })
      #expect(error.kind == .network)
    }
    #expect(time.sleeps == [1, 2, 4, 8, 16, 20, 20].map { .seconds($0) })
  }

  @Test("AWS_MAX_ATTEMPTS that is no number is refused", arguments: ["0", "-1", "three", "1.5"])
  func wrongMaximum(text: String) async {
    let error = await awsError { try AWSClient.Configuration(environment: Environment(["AWS_MAX_ATTEMPTS": text])) }
    #expect(error?.kind == .configuration)
  }

  @Test("AWS's three retry modes are one here, a fourth is refused")
  func modes() async throws {
    for mode in ["legacy", "standard", "adaptive"] {
      #expect(try AWSClient.Configuration(environment: Environment(["AWS_RETRY_MODE": mode])).retries.maximumAttempts == 3)
    }
    let error = await awsError { try AWSClient.Configuration(environment: Environment(["AWS_RETRY_MODE": "often"])) }
    #expect(error?.message == "AWS_RETRY_MODE is none of legacy, standard, adaptive")
  }

  @Test("each attempt is signed anew with the time of then")
  func freshDates() async throws {
    let dates = Lock<[String?]>([])
    let authorizations = Lock<Set<String?>>([])
    try await withTestClient(answers: { request, _ in
      dates.withLock { $0.append(request.header("X-Amz-Date")) }
      _ = authorizations.withLock { $0.insert(request.header("Authorization")) }
      return .refusal(500, "ServerException")
    }) { test in
      _ = await awsError { try await test.ping() }
    }
    #expect(dates.withLock { $0 } == ["20240102T030405Z", "20240102T030406Z", "20240102T030408Z"])
    #expect(authorizations.withLock { $0.count } == 3)
  }

  @Test("an endpoint in trouble uses up its 500 tokens, and is then asked once a call")
  func quota() async throws {
    let time = TestTime()
    try await withTestClient(time: time.source, answers: { _, _ in .refusal(500, "ServerException") }) { test in
      for _ in 0..<60 { _ = await awsError { try await test.ping() } }
      // 100 retries at 5 tokens each: 50 calls of three attempts, then 10 of one.
      #expect(test.client.statistics.requests == 160)
    }
  }

  @Test("an endpoint that needs two attempts for every call can go on like that for ever")
  func quotaLasts() async throws {
    try await withTestClient(answers: { _, number in number.isMultiple(of: 2) ? .pong : .refusal(500, "ServerException") }) { test in
      for _ in 0..<150 { _ = try await test.ping() }
      #expect(test.client.statistics.requests == 300)
    }
  }

  @Test("a success gives back what its last retry took")
  func quotaGivesBack() {
    let quota = RetryQuota()
    let key = RetryQuota.Key(account: "1", region: "r", service: "s")
    for _ in 0..<100 { #expect(quota.take(5, from: key)) }
    #expect(!quota.take(5, from: key))
    quota.giveBack(5, to: key)
    #expect(quota.take(5, from: key))
    #expect(!quota.take(5, from: key))
    #expect(quota.take(5, from: RetryQuota.Key(account: "2", region: "r", service: "s")), "another account has its own")
  }

  @Test("a timeout is retried at twice the price, and is a network error")
  func timeouts() async throws {
    try await withTestClient(
      attemptTimeout: .milliseconds(50), answers: { _, number in number == 1 ? .silence : .pong }
    ) { test in
      let answer = try await test.ping()
      #expect(answer == "yes")
    }
    #expect(RetryPolicy().cost(of: AWSError(NetworkError(.timedOut, ""))) == 10)
    #expect(RetryPolicy().cost(of: AWSError(NetworkError(.connectionLost, ""))) == 5)
    #expect(RetryPolicy().cost(of: AWSError(NetworkError(.unavailable, ""))) == nil)
    #expect(RetryPolicy().cost(of: AWSError(NetworkError(.stopped, ""))) == nil)
  }

  static let waits: [(headers: [(name: String, value: String)], seconds: Double)] = [
    ([("x-amz-retry-after", "2500")], 2.5), ([("Retry-After", "3")], 3), ([("Retry-After", "3600")], 6),
    ([("x-amz-retry-after", "60000")], 6), ([("x-amz-retry-after", "200")], 1),
    ([("x-amz-retry-after", "2500"), ("Retry-After", "4")], 2.5),
    ([("Date", "Tue, 02 Jan 2024 03:04:05 GMT"), ("Retry-After", "Tue, 02 Jan 2024 03:04:09 GMT")], 4),
    ([("Date", "Tue, 02 Jan 2024 03:04:05 GMT"), ("Retry-After", "Tue, 02 Jan 2024 03:04:01 GMT")], 1),
    ([("Retry-After", "Tue, 02 Jan 2024 03:04:09 GMT")], 1), ([("Retry-After", "-1")], 1), ([("x-amz-retry-after", "soon")], 1),
    ([("x-amz-retry-after", "99999999999999999999")], 1),
  ]

  @Test("an answer may ask for a longer pause, up to five seconds more than it would have been", arguments: waits)
  func retryAfter(headers: [(name: String, value: String)], seconds: Double) async throws {
    let time = TestTime()
    let busy = ServerAnswer.response(status: 503, headers: headers)
    try await withTestClient(time: time.source, answers: { _, number in number == 1 ? busy : .pong }) { test in
      _ = try await test.ping()
    }
    #expect(time.sleeps == [.seconds(seconds)])
  }

  @Test("ECS's LimitExceededException is no throttling, other services' is")
  func limitExceeded() {
    var error = AWSError(.service, code: "LimitExceededException", message: "")
    error.status = 400
    error.service = "ecs"
    #expect(!error.isThrottling)
    #expect(RetryPolicy().cost(of: error) == nil)
    error.service = "events"
    #expect(error.isThrottling)
    error.status = 429
    error.service = "ecs"
    #expect(error.isThrottling, "the status says it")
  }

  @Test("a throttled call is counted")
  func throttledIsCounted() async throws {
    try await withTestClient(answers: { _, number in number == 1 ? .refusal(400, "ThrottlingException", "Rate exceeded") : .pong }) {
      test in
      _ = try await test.ping()
      #expect(test.client.statistics.throttled == 1)
      #expect(test.client.statistics.byCategory["tester"]?.throttled == 1)
      #expect(test.client.statistics.connections == 1)
    }
  }

  @Test("nothing is sent for a task that is cancelled, and a pause ends at once")
  func cancelled() async throws {
    try await withTestClient(time: .system, random: 1, answers: { _, _ in .refusal(500, "ServerException") }) { test in
      let error = await withTaskGroup(of: AWSError?.self) { group in
        group.addTask { await awsError { try await test.ping() } }
        _ = try? await eventually { test.client.statistics.requests == 1 }
        group.cancelAll()
        return await group.next() ?? nil
      }
      #expect(error?.kind == .cancelled)
      #expect(error?.operation == "Ping")
      #expect(test.client.statistics.requests <= 2)
    }
  }
}
