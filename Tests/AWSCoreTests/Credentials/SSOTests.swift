import Foundation
import Network
import TestSupport
import Testing

@testable import AWSCore

/// Against a portal and an OIDC service on loopback.
@Suite("SSO")
struct SSOTests {
  static let config = """
    [profile s]
    sso_session = corp
    sso_account_id = 111122223333
    sso_role_name = Reader
    [sso-session corp]
    sso_start_url = https://corp.awsapps.com/start
    sso_region = us-east-1
    """
  static let variables = ["AWS_PROFILE": "s"]
  /// `printf corp | sha1sum`
  static let file = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"

  static func token(_ access: String, until expires: Double) -> String {
    """
    {"accessToken":"\(access)","expiresAt":"\(SourceTests.iso(expires))","refreshToken":"refresh-1","clientId":"c","clientSecret":"client-secret",\
    "registrationExpiresAt":"2099-01-01T00:00:00Z"}
    """
  }

  /// A portal that gives keys for `good` tokens, and an OIDC service that answers with `renewal`.
  static func with(
    good: Set<String>, renewal: ServerAnswer, _ body: (ChainClient, Lock<[String]>) async throws -> Void
  ) async throws {
    let asked = Lock<[String]>([])
    try await withLoopbackServer { request in
      asked.withLock { $0.append("\(request.method) \(request.target)") }
      if request.target == "/token" {
        #expect(String(decoding: request.body, as: UTF8.self).contains(#""refreshToken":"refresh-1""#))
        return renewal
      }
      guard let bearer = request.header("x-amz-sso_bearer_token"), good.contains(bearer) else {
        return .refusal(401, "UnauthorizedException", "Session token not found or invalid")
      }
      let milliseconds = Int((TestTime.start + 28_800) * 1000)
      return .text(
        #"{"roleCredentials":{"accessKeyId":"ASIA\#(bearer)","secretAccessKey":"s","sessionToken":"t","expiration":\#(milliseconds)}}"#)
    } during: { server in
      try await ChainClient.with(server.url) { chain in try await body(chain, asked) }
    }
  }

  @Test("a good token is used as it is")
  func good() async throws {
    try await Self.with(good: ["one"], renewal: .close) { chain, asked in
      _ = try chain.write(Self.token("one", until: TestTime.start + 3600), to: Self.file)
      let credentials = try await chain.cache(Self.variables, config: Self.config).credentials()
      #expect(credentials.accessKeyID == "ASIAone")
      #expect(credentials.expiration == TestTime.start + 28_800)
      #expect(asked.withLock { $0 } == ["GET /federation/credentials?role_name=Reader&account_id=111122223333"])
    }
  }

  @Test("a token in its last quarter of an hour is renewed and written back for its owner alone, so that others find it")
  func renewal() async throws {
    let answer = ServerAnswer.text(#"{"accessToken":"two","expiresIn":28800,"tokenType":"Bearer","refreshToken":"refresh-2"}"#)
    try await Self.with(good: ["two"], renewal: answer) { chain, asked in
      let path = try chain.write(Self.token("one", until: TestTime.start + 899), to: Self.file)
      #expect(try await chain.cache(Self.variables, config: Self.config).credentials().accessKeyID == "ASIAtwo")
      let kept = try #require(SSOToken(Array(try Data(contentsOf: URL(filePath: path)))))
      #expect(kept.accessToken == "two" && kept.refreshToken == "refresh-2" && kept.clientSecret == "client-secret")
      #expect(kept.expiresAt == TestTime.start + 28_800)
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
      #expect(try FileManager.default.contentsOfDirectory(atPath: URL(filePath: path).deletingLastPathComponent().path).count == 1)
      // Another process finds the renewed one, and asks for no renewal.
      #expect(try await chain.cache(Self.variables, config: Self.config).credentials().accessKeyID == "ASIAtwo")
      #expect(asked.withLock { $0.filter { $0 == "POST /token" }.count } == 1)
      #expect(chain.notices.all.isEmpty)
    }
  }

  @Test("a renewal that is refused is a notice while the token is good, and the reason to log in when it is not; no token is told")
  func refused() async throws {
    let refusal = ServerAnswer.response(status: 400, body: Array(#"{"error":"invalid_grant","message":"refresh-1 is not valid"}"#.utf8))
    try await Self.with(good: ["one"], renewal: refusal) { chain, _ in
      _ = try chain.write(Self.token("one", until: TestTime.start + 100), to: Self.file)
      let cache = try chain.cache(Self.variables, config: Self.config)
      #expect(try await cache.credentials().accessKeyID == "ASIAone")
      #expect(chain.notices.all.count == 1)
      #expect(!chain.notices.all.joined().contains("refresh-1"))
      chain.time.advance(.seconds(200))
      let error = await awsError { try await chain.cache(Self.variables, config: Self.config).credentials() }
      #expect(error?.message.contains("has expired: run aws sso login --profile s") == true)
    }
  }

  @Test("nobody logged in, a file that is no token, a token that the portal refuses: each says to log in")
  func logIn() async throws {
    try await Self.with(good: [], renewal: .close) { chain, _ in
      let cache = try chain.cache(Self.variables, config: Self.config)
      #expect(await awsError { try await cache.credentials() }?.message.hasPrefix("nobody is logged in for profile s") == true)
      _ = try chain.write("{}", to: Self.file)
      #expect(await awsError { try await cache.credentials() }?.message.contains("holds no token") == true)
      _ = try chain.write(Self.token("one", until: TestTime.start + 3600), to: Self.file)
      let error = await awsError { try await cache.credentials() }
      #expect(error?.message.contains("run aws sso login --profile s") == true)
    }
  }
}
