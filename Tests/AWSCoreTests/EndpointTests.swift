import Testing

@testable import AWSCore

@Suite("endpoints")
struct EndpointTests {
  static let ecs = AWSService("ecs", environmentName: "ECS", wireProtocol: .json(targetPrefix: ""))
  static let autoScaling = AWSService("autoscaling", environmentName: "AUTO_SCALING", wireProtocol: .query(version: ""))

  @Test(
    "each partition has its own domain, and an unknown Region is one of partition aws",
    arguments: [
      ("us-east-1", "ecs.us-east-1.amazonaws.com", "aws"), ("mx-central-1", "ecs.mx-central-1.amazonaws.com", "aws"),
      ("cn-north-1", "ecs.cn-north-1.amazonaws.com.cn", "aws-cn"), ("us-gov-west-1", "ecs.us-gov-west-1.amazonaws.com", "aws-us-gov"),
      ("us-iso-east-1", "ecs.us-iso-east-1.c2s.ic.gov", "aws-iso"), ("us-isob-east-1", "ecs.us-isob-east-1.sc2s.sgov.gov", "aws-iso-b"),
      ("eu-isoe-west-1", "ecs.eu-isoe-west-1.cloud.adc-e.uk", "aws-iso-e"),
      ("us-isof-south-1", "ecs.us-isof-south-1.csp.hci.ic.gov", "aws-iso-f"),
      ("eusc-de-east-1", "ecs.eusc-de-east-1.amazonaws.eu", "aws-eusc"), ("xx-new-1", "ecs.xx-new-1.amazonaws.com", "aws"),
      ("us-east", "ecs.us-east.amazonaws.com", "aws"),
    ])
  func hosts(region: String, host: String, partition: String) throws {
    let endpoint = try EndpointResolver(environment: Environment()).endpoint(of: Self.ecs, in: region)
    #expect(endpoint.host == host)
    #expect(endpoint.url == "https://\(host)/")
    #expect(Partition.of(region: region).id == partition)
  }

  @Test(
    "what is no host label is no Region",
    arguments: ["", "us east 1", "us-east-1.evil.example", "us-east-1/", "-a", "a-", "é", String(repeating: "a", count: 64), "a\r\nX: y"])
  func regions(region: String) async {
    let error = await awsError { try EndpointResolver(environment: Environment()).endpoint(of: Self.ecs, in: region) }
    #expect(error?.kind == .configuration)
    #expect(error?.code == "InvalidRegion")
  }

  @Test("the service's own variable wins over the general one, an empty one counts as unset")
  func variables() throws {
    let both = try EndpointResolver(
      environment: Environment(["AWS_ENDPOINT_URL": "http://localhost:4000", "AWS_ENDPOINT_URL_AUTO_SCALING": "https://as.example.com/x/"]))
    #expect(try both.endpoint(of: Self.ecs, in: "eu-west-1").url == "http://localhost:4000/")
    #expect(try both.endpoint(of: Self.autoScaling, in: "eu-west-1").url == "https://as.example.com/x/")
    let empty = try EndpointResolver(environment: Environment(["AWS_ENDPOINT_URL": ""]))
    #expect(try empty.endpoint(of: Self.ecs, in: "eu-west-1").host == "ecs.eu-west-1.amazonaws.com")
    let ignored = try EndpointResolver(
      environment: Environment(["AWS_ENDPOINT_URL": "http://localhost:4000", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"]))
    #expect(try ignored.endpoint(of: Self.ecs, in: "eu-west-1").host == "ecs.eu-west-1.amazonaws.com")
  }

  @Test(
    "the host header has the port only where it is not the scheme's own",
    arguments: [
      ("http://localhost", "localhost", "/"), ("http://localhost:80", "localhost", "/"), ("https://a.example:443/p", "a.example", "/p"),
      ("http://127.0.0.1:5000/", "127.0.0.1:5000", "/"), ("https://a.example:80", "a.example:80", "/"),
      ("http://[::1]:5000", "[::1]:5000", "/"), ("HTTP://LocalHost:5000", "localhost:5000", "/"),
    ])
  func custom(url: String, host: String, path: String) throws {
    let endpoint = try #require(Endpoint(custom: url))
    #expect(endpoint.host == host)
    #expect(endpoint.path == path)
  }

  @Test(
    "what is no plain URL is refused, and named by its variable",
    arguments: [
      "localhost:5000", "ftp://a", "http://", "http://a b", "http://a:0", "http://a:x", "http://a?x=y", "http://u:p@a", "http://a\r\nb",
    ])
  func wrong(url: String) async {
    #expect(Endpoint(custom: url) == nil)
    let error = await awsError {
      try EndpointResolver(environment: Environment(["AWS_ENDPOINT_URL_ECS": url])).endpoint(of: Self.ecs, in: "eu-west-1")
    }
    #expect(error?.kind == .configuration)
    #expect(error?.message.contains("AWS_ENDPOINT_URL_ECS") == true)
  }

  @Test(
    "an endpoint variant that is not supported is refused, not passed over",
    arguments: ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
  func variants(name: String) async throws {
    let error = await awsError { try EndpointResolver(environment: Environment([name: "true"])) }
    #expect(error?.message.contains(name) == true)
    _ = try EndpointResolver(environment: Environment([name: "false"]))
  }
}
