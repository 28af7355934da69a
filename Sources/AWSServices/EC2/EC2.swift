public import AWSCore

/// Amazon EC2 in one account and Region.
public struct EC2: Sendable {
  static let service = AWSService("ec2", environmentName: "EC2", wireProtocol: .ec2(version: "2016-11-15"))

  let client: AWSClient
  let account: AWSAccount
  let region: String

  /// EC2 of a proven account.
  public init(_ client: AWSClient, account: AWSAccount, region: String) {
    self.client = client
    self.account = account
    self.region = region
  }

  func call<Output>(_ operation: AWSOperation<Output>) async throws(AWSError) -> Output {
    try await client.call(operation, in: account, region: region)
  }
}
