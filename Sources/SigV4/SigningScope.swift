/// What a signing key is good for: one day, one Region, one service.
public struct SigningScope: Hashable, Sendable {
  /// The UTC day, `YYYYMMDD`.
  public let day: String
  /// The signing Region, which for a global service is its home Region.
  public let region: String
  /// The service's SigV4 name, such as `ecs` or `autoscaling`.
  public let service: String

  /// - Parameter date: the time of signing, `YYYYMMDDTHHMMSSZ` or only its day.
  public init(date: String, region: String, service: String) {
    self.day = String(date.prefix(8))
    self.region = region
    self.service = service
  }

  /// The credential scope, `20240102/us-east-1/ecs/aws4_request`.
  public var text: String { "\(day)/\(region)/\(service)/aws4_request" }
}
