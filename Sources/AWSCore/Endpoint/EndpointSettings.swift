/// What a user says about endpoints, in the words of AWS's tools.
struct EndpointSettings: Sendable {
  /// `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
  let variant: EndpointVariant
  /// `AWS_STS_REGIONAL_ENDPOINTS=legacy`: the global endpoint of STS in the Regions that are older than the regional ones.
  let isLegacySTS: Bool
  private let environment: Environment

  init(_ environment: Environment) throws(AWSError) {
    self.environment = environment
    variant = EndpointVariant(
      fips: environment.isTrue("AWS_USE_FIPS_ENDPOINT"), dualStack: environment.isTrue("AWS_USE_DUALSTACK_ENDPOINT"))
    switch environment["AWS_STS_REGIONAL_ENDPOINTS"] {
    case nil, "regional": isLegacySTS = false
    case "legacy": isLegacySTS = true
    default:
      throw AWSError(.configuration, code: "InvalidSetting", message: "AWS_STS_REGIONAL_ENDPOINTS is neither regional nor legacy")
    }
  }

  /// The endpoint that is configured for a service, and where it is said; nil for AWS's own.
  func url(of service: AWSService) throws(AWSError) -> (text: String, source: String)? {
    if environment.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") { return nil }
    for name in ["AWS_ENDPOINT_URL_\(service.environmentName)", "AWS_ENDPOINT_URL"] {
      if let text = environment[name] { return (text, name) }
    }
    return nil
  }
}
