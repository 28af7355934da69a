public import AWSCore
internal import WireFormats

/// AWS Organizations, which answers only its management account and delegated administrators.
public struct Organizations: Sendable {
  static let service = AWSService(
    "organizations", environmentName: "ORGANIZATIONS", wireProtocol: .json(targetPrefix: "AWSOrganizationsV20161128"))

  let client: AWSClient
  let account: AWSAccount
  let region: String

  /// Organizations as a proven account sees it.
  /// - Parameter region: any of the partition whose organization is meant.
  public init(_ client: AWSClient, account: AWSAccount, region: String) {
    self.client = client
    self.account = account
    self.region = region
  }

  /// All accounts of the organization, in whatever state, by pages of up to 20; a page may be empty although more follow.
  public func listAccounts() -> Pages<OrganizationsAccount> {
    Pages { token throws(AWSError) in
      try await client.call(Self.listAccounts(token: token), in: account, region: region)
    }
  }

  static func listAccounts(token: String?) -> AWSOperation<Pages<OrganizationsAccount>.Page> {
    .json(service, "ListAccounts", .organizations, .read) { request in
      request.member("MaxResults", 20)
      request.member("NextToken", token)
    } answer: { reader throws(JSONError) in
      try reader.page("Accounts", token: "NextToken") { reader throws(JSONError) in try reader.values(OrganizationsAccount.self) }
    }
  }
}
