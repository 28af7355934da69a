import Foundation
import MockAWS
import Network
import TestSupport
import Testing

@testable import AWSCore

/// Each source against a server on loopback, expiring by a clock that the test moves.
@Suite("credential sources")
struct SourceTests {
  static let account = MockFleet.accountID(0)
  static let role = "arn:aws:iam::\(MockFleet.accountID(1)):role/target"

  static func keys(_ id: String, until seconds: Double, _ more: String = "") -> String {
    """
    {"Code":"Success","AccessKeyId":"\(id)","SecretAccessKey":"\(TestClient.secret)","Token":"t","Expiration":"\(iso(seconds))"\(more)}
    """
  }

  static func iso(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601)
  }

  @Test("a chain of roles is assumed link by link by STS, as the profiles say, and again when the session is over")
  func roles() async throws {
    let time = Lock(TestTime.start)
    var options = MockOptions()
    options.clock = MockClock { time.withLock { $0 } }
    try await withMockAWS(fleet: MockFleet(accounts: 2), options: options) { mock in
      try await ChainClient.with(mock.url) { chain in
        let cache = try chain.cache(
          ["AWS_PROFILE": "a"],
          config: """
            [profile a]
            role_arn = \(Self.role)
            source_profile = b
            role_session_name = me
            duration_seconds = 900
            region = eu-west-1
            [profile b]
            role_arn = arn:aws:iam::\(Self.account):role/hub
            source_profile = keys
            """, credentials: "[keys]\naws_access_key_id = \(mock.accessKey)\naws_secret_access_key = \(mock.secretKey)\n")
        let first = try await cache.credentials()
        #expect(first.arn?.description == "arn:aws:sts::\(MockFleet.accountID(1)):assumed-role/target/me")
        #expect(first.expiration == TestTime.start + 900)
        #expect(
          mock.calls.filter { $0.operation == "AssumeRole" }.map(\.resources) == [["arn:aws:iam::\(Self.account):role/hub"], [Self.role]])
        #expect(try await cache.credentials() == first)
        chain.time.advance(.seconds(880))
        time.withLock { $0 += 880 }
        #expect(try await cache.credentials() != first)
        #expect(mock.calls.filter { $0.operation == "AssumeRole" }.count == 3, "the hub's session is still good")
      }
    }
  }

  @Test("a web identity token is read anew for each session, and never told")
  func webIdentity() async throws {
    var options = MockOptions()
    options.webIdentityToken = "header.payload.signature"
    options.clock = MockClock { TestTime.start }
    try await withMockAWS(fleet: MockFleet(accounts: 2), options: options) { mock in
      try await ChainClient.with(mock.url) { chain in
        let file = try chain.write("header.payload.OUTDATED\n", to: "token")
        let cache = try chain.cache(["AWS_WEB_IDENTITY_TOKEN_FILE": file, "AWS_ROLE_ARN": Self.role])
        let error = try #require(await awsError { try await cache.credentials() })
        #expect(error.code == "InvalidIdentityToken")
        #expect(error.operation == "AssumeRoleWithWebIdentity")
        #expect(!error.description.contains("OUTDATED"))
        _ = try chain.write("header.payload.signature\n", to: "token")
        let arn = try await cache.credentials().arn
        #expect(arn?.description == "arn:aws:sts::\(MockFleet.accountID(1)):assumed-role/target/ecs-agent-monitor@sweep-1")
      }
    }
  }

  @Test("a container's token file is read anew for each request, and credentials are renewed before they expire")
  func container() async throws {
    let asked = Lock<[String]>([])
    try await withLoopbackServer { request in
      let number = asked.withLock { asked in
        asked.append(request.header("Authorization") ?? "none")
        return asked.count
      }
      return .text(Self.keys("ASIA\(number)", until: TestTime.start + 3600 * Double(number)))
    } during: { server in
      try await ChainClient.with(server.url) { chain in
        let file = try chain.write("token-1", to: "token")
        let cache = try chain.cache([
          "AWS_CONTAINER_CREDENTIALS_FULL_URI": "\(server.url)/credentials", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": file,
        ])
        #expect(try await cache.credentials().accessKeyID == "ASIA1")
        _ = try chain.write("token-2", to: "token")
        chain.time.advance(.seconds(3000))
        #expect(try await cache.credentials().accessKeyID == "ASIA2")
        #expect(asked.withLock { $0 } == ["token-1", "token-2"])
      }
    }
  }

  @Test("a renewal that fails while the old credentials are good is a notice, once; when they are over it is the error")
  func failedRenewal() async throws {
    let count = Lock(0)
    try await withLoopbackServer { _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      return number == 1 ? .text(Self.keys("ASIA1", until: TestTime.start + 3600)) : .response(status: 500)
    } during: { server in
      try await ChainClient.with(server.url) { chain in
        let cache = try chain.cache(["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url])
        _ = try await cache.credentials()
        chain.time.advance(.seconds(3100))
        #expect(try await cache.credentials().accessKeyID == "ASIA1")
        #expect(count.withLock { $0 } == 4, "three attempts")
        #expect(chain.notices.all.count == 1)
        #expect(chain.notices.all.first?.contains("container endpoint") == true && chain.notices.all.first?.contains("HTTP 500") == true)
        chain.time.advance(.seconds(600))
        #expect(await awsError { try await cache.credentials() }?.message.contains("HTTP 500") == true)
      }
    }
  }

  @Test("instance metadata by version 2: a token first, then the role, then its keys; again before they expire")
  func instance() async throws {
    let asked = Lock<[String]>([])
    try await withLoopbackServer { request in
      let number = asked.withLock { asked in
        asked.append("\(request.method) \(request.target) \(request.header("x-aws-ec2-metadata-token") ?? "-")")
        return asked.count
      }
      switch request.target {
      case "/latest/api/token": return .text(request.header("x-aws-ec2-metadata-token-ttl-seconds") == "21600" ? "token-\(number)" : "")
      case "/latest/meta-data/iam/security-credentials/": return .text("my-role")
      default: return .text(Self.keys("ASIA\(number)", until: TestTime.start + 21_600 * Double(number / 3)))
      }
    } during: { server in
      try await ChainClient.with(server.url) { chain in
        let cache = try chain.cache(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url])
        #expect(try await cache.credentials().accessKeyID == "ASIA3")
        let path = "/latest/meta-data/iam/security-credentials/"
        #expect(asked.withLock { $0 } == ["PUT /latest/api/token -", "GET \(path) token-1", "GET \(path)my-role token-1"])
        chain.time.advance(.seconds(21_000))
        #expect(try await cache.credentials().accessKeyID == "ASIA6")
      }
    }
  }

  @Test("where nothing is found, one message says what was looked at")
  func nothing() async throws {
    try await withLoopbackServer { _ in
      .response(status: 404)
    } during: { server in
      try await ChainClient.with(server.url) { chain in
        let cache = try chain.cache(["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url], config: "[default]\nregion = x-y-1\n")
        let error = try #require(await awsError { try await cache.credentials() })
        #expect(error.kind == .credentials)
        #expect(error.message.contains("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, profile default names no source"))
        #expect(error.message.contains("instance metadata (\(server.url)/) gave none: HTTP 404"))
        let named = try chain.cache(
          ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url],
          config: "[default]\nrole_arn = \(Self.role)\ncredential_source = Ec2InstanceMetadata\n")
        let other = try #require(await awsError { try await named.credentials() })
        #expect(other.message == "found no credentials: instance metadata (\(server.url)/) gave none: HTTP 404")
      }
    }
  }

  @Test("what is not supported is refused by name, before anything is asked")
  func unsupported() async throws {
    try await ChainClient.with("http://127.0.0.1:9") { chain in
      let role = "[default]\nrole_arn = \(Self.role)\nsource_profile = k\n"
      let mfa = await awsError {
        try chain.cache(config: role + "mfa_serial = x\n[profile k]\naws_access_key_id = a\naws_secret_access_key = b\n")
      }
      #expect(mfa?.code == "Unsupported" && mfa?.message.contains("mfa_serial of profile default (config:4)") == true)
      let login = await awsError { try chain.cache(config: "[default]\nlogin_session = x\n") }
      #expect(login?.code == "Unsupported" && login?.message.contains("login_session") == true)
      let old = await awsError { try chain.cache(["AWS_CREDENTIAL_FILE": "/x"]) }
      #expect(old?.code == "Unsupported" && old?.message.contains("AWS_CREDENTIAL_FILE") == true)
    }
  }
}
