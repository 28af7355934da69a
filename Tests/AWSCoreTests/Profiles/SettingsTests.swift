import Foundation
import TestSupport
import Testing

@testable import AWSCore

@Suite("settings")
struct SettingsTests {
  static func settings(
    _ variables: [String: String] = [:], config: String = "", credentials: String = "", profile: String? = nil
  ) throws -> AWSSettings {
    try AWSSettings(
      environment: Environment(variables), profile: profile, home: nil, files: try SharedFileTests.files(config, credentials: credentials))
  }

  @Test("a variable wins over the profile's key, an empty one is none, and the place is named")
  func variables() throws {
    let config = "[default]\nregion = eu-west-1\nmax_attempts =\nuse_fips_endpoint = TRUE\n"
    #expect(try Self.settings(["AWS_DEFAULT_REGION": "us-east-1"], config: config).region?.text == "us-east-1")
    let set = try Self.settings(["AWS_DEFAULT_REGION": ""], config: config)
    #expect(set.region == Setting(text: "eu-west-1", source: "region of profile default (config:2)"))
    #expect(set.setting("AWS_MAX_ATTEMPTS", "max_attempts") == nil)
    #expect(set.isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"))
    #expect(try Self.settings(["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"], config: config).region?.source == "AWS_REGION")
  }

  @Test("the profile: the command line's, AWS_DEFAULT_PROFILE, AWS_PROFILE, default")
  func selection() throws {
    let config = "[profile a]\n[profile b]\n[profile c]\n"
    let variables = ["AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"]
    #expect(try Self.settings(variables, config: config, profile: "c").profileName == "c")
    #expect(try Self.settings(variables, config: config).profileName == "b")
    #expect(try Self.settings(["AWS_PROFILE": "a"], config: config).profileName == "a")
    #expect(try Self.settings(config: config).profileName == "default")
  }

  @Test("a named profile that does not exist is an error that says who named it and what there is, also for default")
  func missingProfile() async {
    let error = await awsError { try Self.settings(["AWS_PROFILE": "x"], config: "[profile a]\n", credentials: "[b]\n") }
    #expect(error?.message == "AWS_PROFILE names profile \"x\", which is in neither file; there are a, b")
    #expect(await awsError { try Self.settings(["AWS_PROFILE": "default"]) }?.code == "ProfileNotFound")
    #expect(await awsError { try Self.settings(profile: "x") }?.message.hasPrefix("--profile names") == true)
  }

  @Test("a service's keys come from the section that the profile names")
  func services() async throws {
    let config = "[default]\nservices = s\n[services s]\necs =\n  endpoint_url = http://x\nec2 = nothing\n[profile lost]\nservices = gone\n"
    let settings = try Self.settings(config: config)
    #expect(try settings.setting(service: "ecs", "endpoint_url")?.text == "http://x")
    #expect(try settings.setting(service: "ec2", "endpoint_url") == nil)
    #expect(try settings.setting(service: "sts", "endpoint_url") == nil)
    let error = await awsError { try Self.settings(config: config, profile: "lost").setting(service: "ecs", "endpoint_url") as Any }
    #expect(error?.message == "config:8: there is no section [services gone] in the config file")
  }

  @Test("files are found by the variables, with ~ and $VARIABLE expanded; a missing one is skipped, an unreadable one is not")
  func load() async throws {
    try await withTemporaryFolder { folder in
      let home = folder.path
      try FileManager.default.createDirectory(atPath: "\(home)/.aws", withIntermediateDirectories: true)
      try "[default]\nregion = home\n".write(toFile: "\(home)/.aws/config", atomically: true, encoding: .utf8)
      try "[default]\nregion = other\n".write(toFile: "\(home)/other", atomically: true, encoding: .utf8)
      #expect(try AWSSettings.load(environment: Environment(), home: home).region?.text == "home")
      for path in ["~/other", "$X/other", "${X}/oth${Y}"] {
        let variables = Environment(["AWS_CONFIG_FILE": path, "X": home, "Y": "er"])
        #expect(try AWSSettings.load(environment: variables, home: home).region?.text == "other", "\(path)")
      }
      #expect(try AWSSettings.load(environment: Environment(["AWS_CONFIG_FILE": "/nowhere/x"]), home: home).region == nil)
      let error = await awsError { try AWSSettings.load(environment: Environment(["AWS_CONFIG_FILE": "~"]), home: home) }
      #expect(error?.message == "\(home) is not a file")
      try Data([0x5B, 0xFF]).write(to: folder.appending(path: "latin"))
      let latin = await awsError { try AWSSettings.load(environment: Environment(["AWS_CONFIG_FILE": "~/latin"]), home: home) }
      #expect(latin?.message == "\(home)/latin is not UTF-8 text")
    }
  }
}
