/// What a user says about endpoints, in the words of AWS's tools.
struct EndpointSettings: Sendable {
  /// `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
  let variant: EndpointVariant
  /// `AWS_STS_REGIONAL_ENDPOINTS=legacy`: the global endpoint of STS in the Regions that are older than the regional ones.
  let isLegacySTS: Bool
  private let settings: AWSSettings

  init(_ settings: AWSSettings) throws(AWSError) {
    self.settings = settings
    variant = EndpointVariant(
      fips: settings.isTrue("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
      dualStack: settings.isTrue("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"))
    let sts = settings.setting("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints")
    guard let sts, sts.text != "regional" else {
      isLegacySTS = false
      return
    }
    guard sts.text == "legacy" else {
      throw AWSError(.configuration, code: "InvalidSetting", message: "\(sts.source) is neither regional nor legacy")
    }
    isLegacySTS = true
  }

  /// The endpoint that is configured for a service; nil for AWS's own. Of a variable and a key the variable wins, and within each the one
  /// for the service. Throws a configuration error where the profile names a `[services]` section that is not there.
  func url(of service: AWSService) throws(AWSError) -> Setting? {
    if settings.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") { return nil }
    if let setting = settings.setting("AWS_ENDPOINT_URL_\(service.environmentName)", nil) ?? settings.setting("AWS_ENDPOINT_URL", nil) {
      return setting
    }
    return try settings.setting(service: service.environmentName.lowercased(), "endpoint_url") ?? settings.setting(nil, "endpoint_url")
  }
}
