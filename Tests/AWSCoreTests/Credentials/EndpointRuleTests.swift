import Network
import Testing

@testable import AWSCore

/// What containers and instances are asked: rules, without anybody who answers.
@Suite("where credentials are asked for")
struct EndpointRuleTests {
  @Test(
    "a container's token goes over https, or to this machine, or to ECS and EKS",
    arguments: [
      ("http://127.0.0.1:8080/x", true), ("http://127.255.0.1/x", true), ("http://localhost/x", true), ("http://[::1]:1/x", true),
      ("http://169.254.170.2/x", true), ("http://169.254.170.23/v1/credentials", true), ("http://[fd00:ec2::23]/v1/credentials", true),
      ("https://anywhere.example.com/x", true), ("HTTPS://anywhere.example.com", true), ("http://169.254.170.24/x", false),
      ("http://127.0.0.1.example.com/x", false), ("http://localhost@evil.example.com/x", false),
      ("http://127.0.0.1\\@evil.example/x", false),
      ("http://evil.example/?127.0.0.1", false), ("http://127.1.example#@localhost", false), ("http://[fd00:ec2::24]/", false),
      ("ftp://127.0.0.1/", false), ("127.0.0.1/x", false), ("http:///x", false), ("http://127.0.0.1/a b", false),
    ])
  func hosts(url: String, isAllowed: Bool) {
    do throws(AWSError) {
      let endpoint = try ContainerEndpoint(Environment([ContainerEndpoint.full: url]))
      #expect(isAllowed)
      #expect(endpoint?.url == url)
    } catch {
      #expect(!isAllowed, "\(error)")
      #expect(error.kind == .configuration && error.message.contains(ContainerEndpoint.full))
    }
  }

  @Test("the relative URI wins, is ECS's own address, and is asked without a proxy")
  func relative() throws {
    let variables = [ContainerEndpoint.relative: "/v2/credentials/1?id=2", ContainerEndpoint.full: "http://evil.example/"]
    let endpoint = try #require(try ContainerEndpoint(Environment(variables)))
    #expect(endpoint.url == "http://169.254.170.2/v2/credentials/1?id=2")
    #expect(!endpoint.request(token: nil).usesProxy)
    #expect(endpoint.request(token: nil).timeout == .seconds(2))
    #expect(try ContainerEndpoint(Environment()) == nil)
  }

  @Test(
    "instance metadata by IPv4, by IPv6, or where it is said; 1 s and one attempt unless said",
    arguments: [
      ([:], "http://169.254.169.254/"), (["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], "http://[fd00:ec2::254]/"),
      (["AWS_IMDS_USE_IPV6": "true"], "http://[fd00:ec2::254]/"),
      (["AWS_IMDS_USE_IPV6": "true", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv4"], "http://169.254.169.254/"),
      (
        ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "ipv6"], "http://127.0.0.1:1/"
      ),
    ] as [([String: String], String)])
  func metadata(variables: [String: String], base: String) throws {
    let metadata = try InstanceMetadata(try SettingsTests.settings(variables))
    #expect(metadata.base == base)
    #expect(metadata.timeout == .seconds(1) && metadata.attempts == 1 && !metadata.isV1Disabled)
    #expect(!metadata.request("GET", "x", nil).usesProxy)
  }

  @Test(
    "settings of instance metadata that cannot be used name themselves",
    arguments: [
      ("AWS_METADATA_SERVICE_TIMEOUT", "soon"), ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "0"),
      ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "169.254.169.254"),
      ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "both"),
    ])
  func unusable(variable: String, value: String) async {
    let error = await awsError { try InstanceMetadata(try SettingsTests.settings([variable: value])) }
    #expect(error?.kind == .configuration && error?.message.hasPrefix(variable) == true)
  }
}
