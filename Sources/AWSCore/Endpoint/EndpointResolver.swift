/// Finds the endpoint of a service in a Region: `AWS_ENDPOINT_URL_<SERVICE>`, else `AWS_ENDPOINT_URL`, else AWS's own.
public struct EndpointResolver: Sendable {
  private let environment: Environment

  /// Throws a configuration error where the environment asks for endpoints that are not supported: it is better not to run than to run
  /// elsewhere.
  public init(environment: Environment) throws(AWSError) {
    for name in ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"] where environment.isTrue(name) {
      throw AWSError(.configuration, code: "UnsupportedEndpoint", message: "\(name) is set, and not supported by this version")
    }
    self.environment = environment
  }

  /// The endpoint. Throws a configuration error for a name that is no Region's, or a custom URL that cannot be used.
  public func endpoint(of service: AWSService, in region: String) throws(AWSError) -> Endpoint {
    guard Self.isHostLabel(region) else {
      let name = OneLine.text(region, limit: 80)
      throw AWSError(.configuration, code: "InvalidRegion", message: "\"\(name)\" is not the name of a Region")
    }
    if !environment.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
      for name in ["AWS_ENDPOINT_URL_\(service.environmentName)", "AWS_ENDPOINT_URL"] {
        guard let text = environment[name] else { continue }
        guard let endpoint = Endpoint(custom: text) else {
          throw AWSError(.configuration, code: "InvalidEndpoint", message: "\(name) is not an http or https URL of a host, port and path")
        }
        return endpoint
      }
    }
    return Endpoint(prefix: service.endpointPrefix, region: region, partition: .of(region: region))
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

extension Environment {
  /// AWS's rule: only the word `true`, in any case.
  func isTrue(_ name: String) -> Bool {
    self[name]?.lowercased() == "true"
  }
}
