/// Finds the endpoint of a service in a Region: the one that is configured, else AWS's own, in the variant that is asked for.
public struct EndpointResolver: Sendable {
  private let settings: EndpointSettings

  /// Throws a configuration error for settings that cannot be used, or not together.
  public init(settings: AWSSettings) throws(AWSError) {
    self.settings = try EndpointSettings(settings)
    // Every sweep begins with STS: what is wrong with its endpoint, or with all, is said before anything is done.
    _ = try endpoint(of: STS.service, in: "us-east-1")
  }

  /// The endpoint. Throws a configuration error for a name that is no Region's, for a custom URL that cannot be used, and for one together
  /// with FIPS or dual-stack, because nobody knows which variant a custom endpoint is.
  public func endpoint(of service: AWSService, in region: String) throws(AWSError) -> Endpoint {
    guard Self.isHostLabel(region) else {
      let name = OneLine.text(region, limit: 80)
      throw AWSError(.configuration, code: "InvalidRegion", message: "\"\(name)\" is not the name of a Region")
    }
    let variant = settings.variant
    if let url = try settings.url(of: service) {
      guard let endpoint = Endpoint(custom: url.text, signingRegion: region) else {
        throw AWSError(
          .configuration, code: "InvalidEndpoint", message: "\(url.source) is not an http or https URL of a host, port and path")
      }
      guard variant == .plain else {
        let words = variant.isFIPS ? "FIPS endpoints are" : "dual-stack endpoints are"
        throw AWSError(
          .configuration, code: "InvalidEndpoint",
          message: "\(words) asked for, and \(url.source) names a custom one: unset one of the two")
      }
      return endpoint
    }
    if service == STS.service, settings.isLegacySTS, variant == .plain, IrregularEndpoint.legacySTSRegions.contains(region) {
      return Endpoint(host: "sts.amazonaws.com", signingRegion: "us-east-1")
    }
    return Endpoint(of: service.endpointPrefix, in: region, variant)
  }

  /// Letters, digits and inner hyphens, at most 63: what may stand in a host name, and in nothing else.
  static func isHostLabel(_ text: String) -> Bool {
    let isLegal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"):
        true
      default: false
      }
    }
    return (1...63).contains(text.utf8.count) && isLegal && !text.hasPrefix("-") && !text.hasSuffix("-")
  }
}
