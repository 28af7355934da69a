import Foundation
import Network
import TestSupport
import Testing

@testable import AWSCore

/// Every case of cases.py, asked of botocore and of our own chain: both pick the same credentials and Region, or both refuse.
@Suite("conformance to botocore")
struct ConformanceTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// A python that has botocore: `ECS_AGENT_MONITOR_PYTHON`, else that of the package's `.venv`.
  static let python: String? = {
    let package = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = ProcessInfo.processInfo.environment["ECS_AGENT_MONITOR_PYTHON"] ?? package.appending(path: ".venv/bin/python").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()

  struct Answer: Decodable {
    /// nil: refused, or nothing found.
    let key: String?
    let region: String?
  }

  struct Case: Decodable {
    let name: String
    let environment: [String: String]
    let profile: String?
    let botocore: Answer
    let differs: Difference?
  }

  /// What is different on purpose: nil for what is not, a null key for a refusal.
  struct Difference: Decodable {
    let why: String
    let key: String??
    let region: String?

    enum CodingKeys: CodingKey { case why, key, region }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      why = try values.decode(String.self, forKey: .why)
      key = values.contains(.key) ? .some(try values.decodeIfPresent(String.self, forKey: .key)) : nil
      region = try values.decodeIfPresent(String.self, forKey: .region)
    }
  }

  static let servers: Set = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"]
  /// What must never be in an error.
  static let secrets = ["devsecret", "envsecret", "defaultsecret", "secret-1", "secret-2", "bearer-1", "refresh-1", "jwt.one"]

  @Test(
    "the same credentials and Region in every case, or both refuse",
    .enabled(if: python != nil, "no python with botocore: make test-tools, or set ECS_AGENT_MONITOR_PYTHON"))
  func agreement() async throws {
    let python = try #require(Self.python)
    try await withTemporaryFolder { temporary in
      let script = Self.folder.appending(path: "botocore_answers.py").path
      try await ChildProcess.with(python, ["-B", script, temporary.path]) { process in
        try await process.waitForOutput("\nready", within: .seconds(240))
        let line = try #require(process.output.split(separator: "\n").first)
        let cases = try JSONDecoder().decode([Case].self, from: Data(line.utf8))
        #expect(cases.count >= 80)
        let loop = try EventLoop()
        defer { loop.stop() }
        for one in cases { await compare(one, loop) }
      }
    }
  }

  private func compare(_ one: Case, _ loop: EventLoop) async {
    var ours = (key: String?.none, region: String?.none)
    do throws(AWSError) {
      let environment = Environment(one.environment)
      let settings = try AWSSettings.load(environment: environment, home: environment["HOME"], profile: one.profile)
      ours.region = settings.region?.text
      // Only where the fake server is: what the other cases say about endpoints is compared apart.
      let server = Environment(one.environment.filter { Self.servers.contains($0.key) })
      let client = AWSClient(try AWSClient.Configuration(environment: server), loop: loop)
      let source = try CredentialSource.chain(settings, client: client, sweepID: "sweep-1")
      ours.key = try await CredentialCache(source, time: .system).credentials().accessKeyID
    } catch {
      #expect(error.kind != .cancelled && !error.message.isEmpty, "\(one.name): \(error)")
      for secret in Self.secrets { #expect(!"\(error)".contains(secret), "\(one.name): \(error)") }
    }
    let key = one.differs?.key ?? one.botocore.key
    let region = one.differs?.region ?? one.botocore.region
    if key == "{any}" { #expect(ours.key != nil, "\(one.name)") } else { #expect(ours.key == key, "\(one.name)") }
    // Where credentials are refused for the files, there is no Region to speak of.
    if ours.key != nil || one.botocore.key != nil { #expect(ours.region == region, "\(one.name)") }
    if one.differs != nil {
      #expect(ours.key != one.botocore.key || ours.region != one.botocore.region, "\(one.name) does not differ any more")
    }
  }
}
