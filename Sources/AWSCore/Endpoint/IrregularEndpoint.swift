/// Where a service of a partition does not listen at `prefix[-fips].region.suffix`, or is not signed for with the Region.
struct IrregularEndpoint: Sendable {
  let service: String
  let partition: String
  let variants: Set<EndpointVariant>
  /// The Regions in which it is so; nil for the whole partition, Regions to come included.
  let only: Set<String>?
  /// Instead of the service's own with `-fips` where that belongs.
  let prefix: String?
  /// The whole name.
  let host: String?
  /// Of services that are at home in one Region, which is in the name and in the signature whatever Region was asked for.
  let home: String?

  init(
    _ service: String, _ partition: String, _ variants: Set<EndpointVariant>, only: Set<String>? = nil, prefix: String? = nil,
    host: String? = nil, home: String? = nil
  ) {
    self.service = service
    self.partition = partition
    self.variants = variants
    self.only = only
    self.prefix = prefix
    self.host = host
    self.home = home
  }

  static func find(_ service: String, in region: String, of partition: Partition, _ variant: EndpointVariant) -> IrregularEndpoint? {
    byService[service]?.first { entry in
      entry.partition == partition.id && entry.variants.contains(variant) && entry.only?.contains(region) != false
    }
  }

  private static let byService = Dictionary(grouping: all, by: \.service)
}
