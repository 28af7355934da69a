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
    /// The URL that a call of a service would go to; null where botocore refuses.
    let endpoints: [String: String?]
    /// What is wrong with the files, or with what they lead to.
    let refused: String?
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
    let refusesEndpoints: Bool

    enum CodingKeys: String, CodingKey {
      case why, key, region
      case refusesEndpoints = "refuses_endpoints"
    }

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      why = try values.decode(String.self, forKey: .why)
      key = values.contains(.key) ? .some(try values.decodeIfPresent(String.self, forKey: .key)) : nil
      region = try values.decodeIfPresent(String.self, forKey: .region)
      refusesEndpoints = try values.decodeIfPresent(Bool.self, forKey: .refusesEndpoints) ?? false
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
      if one.botocore.refused == nil, settings.region?.text == one.botocore.region, let region = one.botocore.region {
        compareEndpoints(one, settings, region)
      }
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
    if let differs = one.differs, !differs.refusesEndpoints {
      #expect(ours.key != one.botocore.key || ours.region != one.botocore.region, "\(one.name) does not differ any more")
    }
  }

  /// All four services go to the same URLs, or both refuse.
  private func compareEndpoints(_ one: Case, _ settings: AWSSettings, _ region: String) {
    for (service, url) in one.botocore.endpoints {
      var ours: String?
      do throws(AWSError) {
        ours = try EndpointResolver(settings: settings).endpoint(of: .named(service), in: region).url
      } catch {
        #expect(error.kind == .configuration, "\(one.name), \(service): \(error)")
      }
      #expect(ours == (one.differs?.refusesEndpoints == true ? nil : url), "\(one.name), \(service) in \(region)")
    }
  }
}

extension AWSService {
  /// A service as far as endpoints are concerned, by its endpoint prefix.
  static func named(_ prefix: String) -> AWSService {
    if prefix == STS.service.endpointPrefix { return STS.service }
    let name = prefix == "autoscaling" ? "AUTO_SCALING" : prefix.uppercased()
    return AWSService(prefix, environmentName: name, wireProtocol: .ec2(version: ""))
  }
}
