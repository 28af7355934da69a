public import AWSCore
internal import WireFormats

/// The zonal shifts of Amazon Application Recovery Controller in one account and Region.
public struct ZonalShift: Sendable {
  static let service = AWSService("arc-zonal-shift", environmentName: "ARC_ZONAL_SHIFT", wireProtocol: .rest)

  let client: AWSClient
  let account: AWSAccount
  let region: String

  /// Zonal shifts of a proven account.
  public init(_ client: AWSClient, account: AWSAccount, region: String) {
    self.client = client
    self.account = account
    self.region = region
  }

  /// Everything that zonal shifts can move: groups, load balancers and clusters of EKS, 100 a page.
  ///
  /// ListZonalShifts would say less: it knows nothing of the shifts that AWS itself starts (zonal autoshift).
  public func listManagedResources() -> Pages<ManagedResource> {
    Pages { token throws(AWSError) in
      try await client.call(Self.listManagedResources(token: token), in: account, region: region)
    }
  }

  static func listManagedResources(token: String?) -> AWSOperation<Pages<ManagedResource>.Page> {
    .get(
      service, "ListManagedResources", .zonalShift, path: "managedresources", query: [("maxResults", "100"), ("nextToken", token)]
    ) { reader throws(JSONError) in
      try reader.page("items") { reader throws(JSONError) in try reader.values(ManagedResource.self) }
    }
  }
}
