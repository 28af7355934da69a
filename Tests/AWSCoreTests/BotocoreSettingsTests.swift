import Foundation
import TestSupport
import Testing

@testable import AWSCore

@Suite("settings of endpoints as botocore reads them", .enabled(if: Botocore.python != nil, "\(Botocore.missing)"))
struct BotocoreSettingsTests {
  struct Question: Encodable {
    var environment: [String: String] = [:]
    var config = ""
    var service = "ecs"
    var region = "eu-west-1"
    /// Why we refuse what botocore accepts; nil where both must do the same.
    var refused: String?
  }

  struct Answer: Decodable {
    let url, signing_region, error: String?
  }

  static let here = "http://127.0.0.1:1", there = "http://127.0.0.1:2"
  static let oneOfTwo = "nobody can tell which variant a custom endpoint is"
  static let sections = """
    [default]
    services = local
    endpoint_url = \(there)
    [services local]
    ecs =
      endpoint_url = \(here)
    auto_scaling =
      endpoint_url = \(here)/asg

    """

  static let questions: [Question] = [
    Question(),
    Question(config: "[default]\nuse_fips_endpoint = true\n"),
    Question(config: "[default]\nuse_dualstack_endpoint = TRUE\n"),
    Question(config: "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\n", region: "us-gov-west-1"),
    Question(environment: ["AWS_USE_FIPS_ENDPOINT": "false"], config: "[default]\nuse_fips_endpoint = true\n"),
    Question(config: "[default]\nuse_fips_endpoint = yes\n"),
    Question(config: "[default]\nendpoint_url = \(there)\n"),
    Question(config: "[default]\nendpoint_url = \(there)\n", service: "organizations"),
    Question(config: "[default]\nendpoint_url = \(there)\nuse_fips_endpoint = true\n", refused: oneOfTwo),
    Question(config: "[default]\nendpoint_url = \(there)\nuse_dualstack_endpoint = true\n", refused: oneOfTwo),
    Question(config: sections),
    Question(config: sections, service: "autoscaling"),
    Question(config: sections, service: "sts"),
    Question(environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:3"], config: sections),
    Question(environment: ["AWS_ENDPOINT_URL_ECS": "http://127.0.0.1:4", "AWS_ENDPOINT_URL": "http://127.0.0.1:3"], config: sections),
    Question(environment: ["AWS_ENDPOINT_URL_AUTO_SCALING": "http://127.0.0.1:4"], config: sections, service: "autoscaling"),
    Question(environment: ["AWS_ENDPOINT_URL_AUTOSCALING": "http://127.0.0.1:4"], service: "autoscaling"),
    Question(environment: ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true", "AWS_ENDPOINT_URL": here], config: sections),
    Question(config: sections.replacing("services = local", with: "services = local\nignore_configured_endpoint_urls = true")),
    Question(config: "[default]\nservices = nowhere\n"),
    Question(environment: ["AWS_ENDPOINT_URL_ECS": here], config: "[default]\nservices = nowhere\n", refused: "STS has none"),
    Question(environment: ["AWS_ENDPOINT_URL": "\(here)/a/path"]),
    Question(
      environment: ["AWS_PROFILE": "other"], config: "[default]\nendpoint_url = \(here)\n[profile other]\nendpoint_url = \(there)\n"),
    Question(environment: ["AWS_STS_REGIONAL_ENDPOINTS": "legacy"], service: "sts"),
    Question(config: "[default]\nsts_regional_endpoints = legacy\n", service: "sts"),
    Question(config: "[default]\nsts_regional_endpoints = legacy\n", service: "sts", region: "eu-south-1"),
    Question(
      environment: ["AWS_STS_REGIONAL_ENDPOINTS": "regional"], config: "[default]\nsts_regional_endpoints = legacy\n", service: "sts"),
    Question(environment: ["AWS_STS_REGIONAL_ENDPOINTS": "global"], service: "sts"),
    Question(service: "organizations", region: "ap-south-1"),
    Question(service: "organizations", region: "cn-north-1"),
    Question(environment: ["AWS_USE_FIPS_ENDPOINT": "true"], service: "organizations", region: "us-gov-east-1"),
    Question(region: "xx-new-1"),
    Question(region: "not a Region"),
  ]

  @Test("the same URL and signing Region, or both refuse")
  func same() async throws {
    let answers = try await Botocore.ask("Tests/AWSCoreTests/Botocore/settings.py", Self.questions, as: Answer.self)
    try #require(answers.count == Self.questions.count)
    for (question, answer) in zip(Self.questions, answers) {
      let endpoint = try await Self.endpoint(question)
      if let why = question.refused {
        #expect(endpoint == nil && answer.url != nil, "\(why): \(question.environment) \(question.config)")
        continue
      }
      #expect(endpoint?.url == answer.url, "\(question.environment) \(question.config) \(question.service): \(answer)")
      #expect(endpoint?.signingRegion == answer.signing_region, "\(question.environment) \(question.config) \(question.service): \(answer)")
    }
    #expect(answers.contains { $0.error != nil })
  }

  /// Nil where it is refused.
  private static func endpoint(_ question: Question) async throws -> Endpoint? {
    try await withTemporaryFolder { folder in
      let config = folder.appending(path: "config")
      try question.config.write(to: config, atomically: true, encoding: .utf8)
      var variables = question.environment
      variables["AWS_CONFIG_FILE"] = config.path
      variables["AWS_SHARED_CREDENTIALS_FILE"] = folder.appending(path: "none").path
      do {
        let settings = try AWSSettings.load(environment: Environment(variables), profile: nil)
        return try EndpointResolver(settings: settings).endpoint(of: .named(question.service), in: question.region)
      } catch let error as AWSError {
        #expect(error.kind == .configuration)
        return nil
      }
    }
  }
}
