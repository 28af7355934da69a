/// A service as far as its calls share something: protocol and names.
public struct AWSService: Hashable, Sendable {
  /// How requests and answers are written.
  public enum WireProtocol: Hashable, Sendable {
    /// awsJson1_1, with what stands before the operation's name in `X-Amz-Target`.
    case json(targetPrefix: String)
    /// A form, answered in XML with an `…Result` element.
    case query(version: String)
    /// A form, answered in XML without one.
    case ec2(version: String)
    /// restJson1: method, path and query say what is asked for, and the answer is JSON. Only its reads are known here.
    case rest
  }

  /// What messages call it, `autoscaling`.
  public let name: String
  /// The first label of its host name.
  public let endpointPrefix: String
  /// What signatures call it.
  public let signingName: String
  /// At the end of `AWS_ENDPOINT_URL_…`: the service id in capitals.
  public let environmentName: String
  /// How requests and answers are written.
  public let wireProtocol: WireProtocol

  /// A service.
  /// - Parameters:
  ///   - endpointPrefix: nil (default) where host names begin with `name`, as most do.
  ///   - signingName: nil (default) where signatures use `name`.
  public init(
    _ name: String, endpointPrefix: String? = nil, signingName: String? = nil, environmentName: String, wireProtocol: WireProtocol
  ) {
    self.name = name
    self.endpointPrefix = endpointPrefix ?? name
    self.signingName = signingName ?? name
    self.environmentName = environmentName
    self.wireProtocol = wireProtocol
  }

  func headers(operation: String) -> [(name: String, value: String)] {
    switch wireProtocol {
    case .json(let targetPrefix):
      [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "\(targetPrefix).\(operation)")]
    case .query, .ec2:
      [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")]
    case .rest:
      []
    }
  }
}
