public import AWSCore

/// Amazon ECS in one account and Region.
public struct ECS: Sendable {
  static let service = AWSService("ecs", environmentName: "ECS", wireProtocol: .json(targetPrefix: "AmazonEC2ContainerServiceV20141113"))

  let client: AWSClient
  let account: AWSAccount
  let region: String

  /// ECS of a proven account.
  public init(_ client: AWSClient, account: AWSAccount, region: String) {
    self.client = client
    self.account = account
    self.region = region
  }

  func call<Output>(_ operation: AWSOperation<Output>) async throws(AWSError) -> Output {
    try await client.call(operation, in: account, region: region)
  }
}
