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
    let endpoint = try EndpointResolver(settings: AWSSettings(environment: Environment())).endpoint(of: Self.ecs, in: region)
    #expect(endpoint.host == host)
    #expect(endpoint.url == "https://\(host)/")
    #expect(Partition.of(region: region).id == partition)
  }

  @Test(
    "what is no host label is no Region",
    arguments: ["", "us east 1", "us-east-1.evil.example", "us-east-1/", "-a", "a-", "é", String(repeating: "a", count: 64), "a\r\nX: y"])
  func regions(region: String) async {
    let error = await awsError {
      try EndpointResolver(settings: AWSSettings(environment: Environment())).endpoint(of: Self.ecs, in: region)
    }
    #expect(error?.kind == .configuration)
    #expect(error?.code == "InvalidRegion")
  }

  @Test("the service's own variable wins over the general one, an empty one counts as unset")
  func variables() throws {
    let both = try EndpointResolver(
      settings: AWSSettings(
        environment: Environment([
          "AWS_ENDPOINT_URL": "http://localhost:4000", "AWS_ENDPOINT_URL_AUTO_SCALING": "https://as.example.com/x/",
        ])))
    #expect(try both.endpoint(of: Self.ecs, in: "eu-west-1").url == "http://localhost:4000/")
    #expect(try both.endpoint(of: Self.autoScaling, in: "eu-west-1").url == "https://as.example.com/x/")
    let empty = try EndpointResolver(settings: AWSSettings(environment: Environment(["AWS_ENDPOINT_URL": ""])))
    #expect(try empty.endpoint(of: Self.ecs, in: "eu-west-1").host == "ecs.eu-west-1.amazonaws.com")
    let ignored = try EndpointResolver(
      settings: AWSSettings(
        environment: Environment(["AWS_ENDPOINT_URL": "http://localhost:4000", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "True"])))
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
    let endpoint = try #require(Endpoint(custom: url, signingRegion: "eu-west-1"))
    #expect(endpoint.host == host)
    #expect(endpoint.path == path)
  }

  @Test(
    "a REST service's resource lies behind the endpoint's own path",
    arguments: [
      ("http://localhost:5000", "http://localhost:5000/managedresources", "/managedresources"),
      ("https://a.example/p", "https://a.example/p/managedresources", "/p/managedresources"),
      ("https://a.example/p/", "https://a.example/p/managedresources", "/p/managedresources"),
    ])
  func resource(url: String, whole: String, path: String) throws {
    let endpoint = try #require(Endpoint(custom: url, signingRegion: "eu-west-1")).appending("managedresources")
    #expect(endpoint.url == whole && endpoint.path == path)
    #expect(endpoint.signingRegion == "eu-west-1")
  }

  @Test(
    "what is no plain URL is refused, and named by its variable",
    arguments: [
      "localhost:5000", "ftp://a", "http://", "http://a b", "http://a:0", "http://a:x", "http://a?x=y", "http://u:p@a", "http://a\r\nb",
    ])
  func wrong(url: String) async {
    #expect(Endpoint(custom: url, signingRegion: "eu-west-1") == nil)
    let error = await awsError {
      try EndpointResolver(settings: AWSSettings(environment: Environment(["AWS_ENDPOINT_URL_ECS": url]))).endpoint(
        of: Self.ecs, in: "eu-west-1")
    }
    #expect(error?.kind == .configuration)
    #expect(error?.message.contains("AWS_ENDPOINT_URL_ECS") == true)
  }

  @Test(
    "FIPS and dual-stack change the name, and legacy STS is one endpoint for the old Regions",
    arguments: [
      (["AWS_USE_FIPS_ENDPOINT": "true"], "eu-west-1", "sts-fips.eu-west-1.amazonaws.com", "eu-west-1"),
      (["AWS_USE_DUALSTACK_ENDPOINT": "TRUE"], "eu-west-1", "sts.eu-west-1.api.aws", "eu-west-1"),
      (
        ["AWS_USE_FIPS_ENDPOINT": "true", "AWS_USE_DUALSTACK_ENDPOINT": "true"], "cn-north-1",
        "sts-fips.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1"
      ),
      (["AWS_USE_FIPS_ENDPOINT": "yes"], "eu-west-1", "sts.eu-west-1.amazonaws.com", "eu-west-1"),
      (["AWS_STS_REGIONAL_ENDPOINTS": "legacy"], "eu-west-1", "sts.amazonaws.com", "us-east-1"),
      (["AWS_STS_REGIONAL_ENDPOINTS": "legacy"], "eu-south-1", "sts.eu-south-1.amazonaws.com", "eu-south-1"),
      (["AWS_STS_REGIONAL_ENDPOINTS": "regional"], "eu-west-1", "sts.eu-west-1.amazonaws.com", "eu-west-1"),
    ])
  func variants(variables: [String: String], region: String, host: String, signingRegion: String) throws {
    let endpoint = try EndpointResolver(settings: AWSSettings(environment: Environment(variables))).endpoint(of: STS.service, in: region)
    #expect(endpoint.host == host)
    #expect(endpoint.signingRegion == signingRegion)
  }

  @Test("Organizations is asked in the partition's home Region, unless its endpoint is a custom one")
  func organizations() throws {
    let organizations = AWSService("organizations", environmentName: "ORGANIZATIONS", wireProtocol: .json(targetPrefix: ""))
    let own = try EndpointResolver(settings: AWSSettings(environment: Environment())).endpoint(of: organizations, in: "eu-west-1")
    #expect(own.host == "organizations.us-east-1.amazonaws.com")
    #expect(own.signingRegion == "us-east-1")
    let custom = try EndpointResolver(settings: AWSSettings(environment: Environment(["AWS_ENDPOINT_URL": "http://127.0.0.1:5000"])))
    #expect(try custom.endpoint(of: organizations, in: "eu-west-1").signingRegion == "eu-west-1")
  }

  @Test(
    "what cannot be followed is refused before anything is sent, and named",
    arguments: [
      (["AWS_ENDPOINT_URL": "http://127.0.0.1:5000", "AWS_USE_FIPS_ENDPOINT": "true"], "FIPS"),
      (["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:5000", "AWS_USE_DUALSTACK_ENDPOINT": "true"], "AWS_ENDPOINT_URL_STS"),
      (["AWS_STS_REGIONAL_ENDPOINTS": "Legacy"], "AWS_STS_REGIONAL_ENDPOINTS"), (["AWS_ENDPOINT_URL": "localhost"], "AWS_ENDPOINT_URL"),
    ])
  func refused(variables: [String: String], name: String) async {
    let error = await awsError { try EndpointResolver(settings: AWSSettings(environment: Environment(variables))) }
    #expect(error?.kind == .configuration)
    #expect(error?.message.contains(name) == true)
  }
}
