import Network
import TestSupport
import Testing

@testable import AWSCore

@Suite("credentials")
struct CredentialTests {
  static func credentials(_ number: Int, until expiration: Double? = nil) -> Credentials {
    Credentials(
      accessKeyID: "ASIA\(number)", secretAccessKey: TestClient.secret, sessionToken: TestClient.sessionToken, expiration: expiration)
  }

  /// A source that counts, and gives out credentials good for `life` seconds, or fails.
  final class CountingSource: Sendable {
    let count = Lock(0)
    let failing = Lock(false)
    let gate = Gate()
    let time: TimeSource
    let life: Double

    init(time: TimeSource, life: Double = 3600) {
      self.time = time
      self.life = life
    }

    var fetched: Int { count.withLock { $0 } }

    func fail(_ isFailing: Bool) { failing.withLock { $0 = isFailing } }

    var source: CredentialSource {
      CredentialSource(name: "counting") { () async throws(AWSError) in
        let number = self.count.withLock { count in
          count += 1
          return count
        }
        await Task.yield()
        if self.failing.withLock({ $0 }) { throw AWSError(.credentials, code: "Broken", message: "") }
        return CredentialTests.credentials(number, until: self.time.wall() + self.life)
      }
    }
  }

  @Test("the environment's keys, and an empty value is none")
  func environment() throws {
    let credentials = try Credentials(
      environment: Environment([
        "AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "", "AWS_SECURITY_TOKEN": "old",
        "AWS_CREDENTIAL_EXPIRATION": "2024-01-02T03:04:05Z",
      ]))
    #expect(credentials == Credentials(accessKeyID: "AKIA", secretAccessKey: "s", sessionToken: "old", expiration: TestTime.start))
  }

  @Test(
    "half a pair of keys is an error that names the missing half",
    arguments: [
      (["AWS_ACCESS_KEY_ID": "AKIA"], "AWS_SECRET_ACCESS_KEY is not"), (["AWS_SECRET_ACCESS_KEY": "s"], "AWS_ACCESS_KEY_ID is not"),
      (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "s"], "AWS_ACCESS_KEY_ID is not"), ([:], "are not set"),
    ])
  func incomplete(variables: [String: String], words: String) async {
    let error = await awsError { try Credentials(environment: Environment(variables)) }
    #expect(error?.kind == .credentials)
    #expect(error?.message.contains(words) == true)
  }

  @Test("nothing that holds secrets shows them")
  func secretsStayHidden() async throws {
    let credentials = Self.credentials(1)
    let environment = Environment(["AWS_SECRET_ACCESS_KEY": TestClient.secret])
    let cache = CredentialCache(CredentialSource(name: "test") { () throws(AWSError) in credentials }, time: TestTime().source)
    let account = AWSAccount(id: "1", identity: try #require(ARN("arn:aws:iam::1:user/u")), credentials: cache)
    _ = try await cache.credentials()
    var text = "\(credentials) \(String(reflecting: credentials)) \(environment) \(String(reflecting: environment)) \(cache) \(account)"
    dump(credentials, to: &text)
    dump(environment, to: &text)
    dump(HeldCredentials(credentials, now: 0), to: &text)
    #expect(text.contains("ASIA1"))
    #expect(!text.contains(TestClient.secret))
    #expect(!text.contains(TestClient.sessionToken))
  }

  @Test("50 waiting tasks get one fetch, and so do 50 when they expire")
  func once() async throws {
    let time = TestTime()
    let source = CountingSource(time: time.source)
    let cache = CredentialCache(source.source, time: time.source)
    for round in 1...3 {
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<50 { group.addTask { try await cache.credentials().accessKeyID } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(ids == ["ASIA\(round)"])
      #expect(source.fetched == round)
      // Under ten minutes left: all must wait for new ones.
      time.advance(.seconds(3001))
    }
  }

  @Test("renewed in the last quarter of an hour, not before; not at all without expiry")
  func window() async throws {
    let time = TestTime()
    let source = CountingSource(time: time.source)
    let cache = CredentialCache(source.source, time: time.source)
    _ = try await cache.credentials()
    time.advance(.seconds(2699))
    #expect(try await cache.credentials().accessKeyID == "ASIA1")
    time.advance(.seconds(2))
    #expect(try await cache.credentials().accessKeyID == "ASIA2")
    let forever = CredentialCache(CredentialSource(name: "static") { () throws(AWSError) in Self.credentials(9) }, time: time.source)
    _ = try await forever.credentials()
    time.advance(.seconds(1e9))
    #expect(try await forever.credentials().accessKeyID == "ASIA9")
  }

  @Test("a failed renewal does no harm while the old ones are good, is told when they are not, and is not kept")
  func failures() async throws {
    let time = TestTime()
    let source = CountingSource(time: time.source)
    let cache = CredentialCache(source.source, time: time.source)
    _ = try await cache.credentials()
    source.fail(true)
    time.advance(.seconds(2800))
    #expect(try await cache.credentials().accessKeyID == "ASIA1")
    #expect(try await cache.credentials().accessKeyID == "ASIA1")
    #expect(source.fetched == 2, "not tried again at once")
    time.advance(.seconds(760))
    #expect(await awsError { try await cache.credentials() }?.code == "Broken")
    source.fail(false)
    #expect(try await cache.credentials().accessKeyID == "ASIA4")
  }

  @Test("credentials that are expired when they come are an error")
  func stale() async {
    let time = TestTime()
    let cache = CredentialCache(CountingSource(time: time.source, life: -1).source, time: time.source)
    #expect(await awsError { try await cache.credentials() }?.code == "ExpiredCredentials")
  }

  @Test("when the task that renews is cancelled, the next in line renews; a cancelled waiter leaves")
  func takeover() async throws {
    let started = Lock(0)
    let cache = CredentialCache(
      CredentialSource(name: "slow") { () async throws(AWSError) in
        let number = started.withLock { started in
          started += 1
          return started
        }
        // The first one hangs until it is cancelled.
        while number == 1 {
          if Task.isCancelled { throw .cancelled }
          await Task.yield()
        }
        return Self.credentials(number)
      }, time: TestTime().source)
    try await withThrowingTaskGroup(of: String.self) { leader in
      leader.addTask { await awsError { try await cache.credentials() }?.code ?? "none" }
      #expect(try await eventually { started.withLock { $0 } == 1 })
      try await withThrowingTaskGroup(of: String.self) { quitters in
        quitters.addTask { await awsError { try await cache.credentials() }?.code ?? "none" }
        quitters.cancelAll()
        let answer = try await quitters.next()
        #expect(answer == "Cancelled")
      }
      try await withThrowingTaskGroup(of: String.self) { waiters in
        for _ in 0..<5 { waiters.addTask { try await cache.credentials().accessKeyID } }
        leader.cancelAll()
        for try await id in waiters { #expect(id == "ASIA2") }
      }
      #expect(try await leader.next() == "Cancelled")
    }
    #expect(started.withLock { $0 } == 2)
  }

  @Test("credentials that AWS calls expired are renewed, once")
  func expired() async throws {
    let time = TestTime()
    let source = CountingSource(time: time.source)
    try await withTestClient(
      time: time.source, credentials: source.source,
      answers: { request, _ in
        request.header("Authorization")?.contains("ASIA2/") == true ? .pong : .refusal(400, "ExpiredTokenException")
      }
    ) { test in
      let answer = try await test.ping()
      #expect(answer == "yes")
      #expect(source.fetched == 2)
    }
    try await withTestClient(
      time: time.source, credentials: source.source, answers: { _, _ in .refusal(403, "ExpiredToken", "The security token is expired") }
    ) { test in
      #expect(await awsError { try await test.ping() }?.code == "ExpiredToken")
      #expect(test.client.statistics.requests == 2)
    }
  }

  @Test("a session is named after the sweep, in legal characters, cut to 64")
  func sessionNames() {
    #expect(AssumedRole.sessionName(sweepID: "2024-01-02T03:04:05Z/é") == "ecs-agent-monitor@2024-01-02T03-04-05Z--")
    #expect(AssumedRole.sessionName(sweepID: String(repeating: "a", count: 100)).count == 64)
  }
}
