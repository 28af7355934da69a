internal import Network

/// How to ask EC2's instance metadata service (IMDS).
struct InstanceMetadata: Sendable, Equatable {
  /// Ends in a slash.
  let base: String
  /// For one attempt.
  let timeout: Duration
  let attempts: Int
  /// Version 1, without a token, is not to be used.
  let isV1Disabled: Bool

  /// Reads `AWS_EC2_METADATA_SERVICE_ENDPOINT`, `…_ENDPOINT_MODE` (`ipv4`, `ipv6`), `AWS_EC2_METADATA_V1_DISABLED`,
  /// `AWS_METADATA_SERVICE_TIMEOUT` (s, 1) and `AWS_METADATA_SERVICE_NUM_ATTEMPTS` (1), each with its profile key.
  init(_ settings: AWSSettings) throws(AWSError) {
    let mode = settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode")
    let isIPv6: Bool
    switch mode?.text.lowercased() {
    case nil: isIPv6 = settings.isTrue("AWS_IMDS_USE_IPV6", "imds_use_ipv6")
    case "ipv4": isIPv6 = false
    case "ipv6": isIPv6 = true
    default: throw .broken("\(mode?.source ?? "") is neither ipv4 nor ipv6")
    }
    if let endpoint = settings.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint") {
      let lower = endpoint.text.lowercased()
      let isPlain = endpoint.text.utf8.allSatisfy { (33...126).contains($0) }
      guard isPlain, lower.hasPrefix("http://") || lower.hasPrefix("https://"), !lower.hasSuffix("://") else {
        throw .broken("\(endpoint.source) is no http or https URL of a host")
      }
      base = endpoint.text.hasSuffix("/") ? endpoint.text : endpoint.text + "/"
    } else {
      base = isIPv6 ? "http://[fd00:ec2::254]/" : "http://169.254.169.254/"
    }
    timeout = .seconds(try Self.number(settings.setting("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")))
    attempts = try Self.number(settings.setting("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts"))
    isV1Disabled = settings.isTrue("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled")
  }

  private static func number(_ setting: Setting?) throws(AWSError) -> Int {
    guard let setting else { return 1 }
    guard let number = Int(setting.text), (1...1000).contains(number) else {
      throw .broken("\(setting.source) is not a whole number from 1")
    }
    return number
  }

  func request(_ method: String, _ path: String, _ header: (String, String)?) -> HTTPRequest {
    var request = HTTPRequest(
      method: method, url: base + path, headers: [("User-Agent", Version.userAgent)] + (header.map { [$0] } ?? []), timeout: timeout)
    request.usesProxy = false
    return request
  }
}
