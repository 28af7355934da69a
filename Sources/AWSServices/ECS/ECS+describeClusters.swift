public import AWSCore
public import WireFormats

extension ECS {
  /// A cluster, as far as a sweep needs it.
  public struct Cluster: Hashable, Sendable, JSONReadable {
    /// Its name.
    public var name: String
    /// `registeredContainerInstancesCount`: those that are ACTIVE or DRAINING; nil where ECS does not say.
    public var registeredInstances: Int?
    /// Only where they were asked for.
    public var tags: [String: String]

    /// Reads ECS's form. The name must be there.
    public init(from reader: inout JSONReader) throws(JSONError) {
      let start = reader
      (name, registeredInstances, tags) = ("", nil, [:])
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "clusterName": name = try reader.string()
        case "registeredContainerInstancesCount": registeredInstances = try reader.intIfPresent()
        case "tags": if try !reader.null() { tags = try ContainerInstance.tags(&reader) }
        default: try reader.skip()
        }
      }
      guard !name.isEmpty else { throw start.error("clusterName is missing", at: start.position) }
    }
  }

  /// What describing clusters found. Every name that was asked for should be in one of the two; AWS does not promise it.
  public struct ClusterDescription: Hashable, Sendable {
    /// Those that ECS knows, in no promised order.
    public var clusters: [Cluster]
    /// Those that it does not.
    public var failures: [ECSFailure]
  }

  /// Describes clusters: 100 a request, one request after another. No names, no request.
  /// - Parameter withTags: whether to ask for their tags too; default false.
  public func describeClusters(names: [String], withTags: Bool = false) async throws(AWSError) -> ClusterDescription {
    let parts = try await Batches.collect(names, by: 100) { batch throws(AWSError) in
      [try await call(Self.describeClusters(names: batch, withTags: withTags))]
    }
    return ClusterDescription(clusters: parts.flatMap(\.clusters), failures: parts.flatMap(\.failures))
  }

  static func describeClusters(names: [String], withTags: Bool) -> AWSOperation<ClusterDescription> {
    .json(service, "DescribeClusters", .clusterRead, .read) { request in
      request.member("clusters", names)
      request.member("include", withTags ? ["TAGS"] : nil)
    } answer: { reader throws(JSONError) in
      let start = reader
      var clusters: [Cluster]?
      var failures: [ECSFailure] = []
      try reader.object { key, reader throws(JSONError) in
        switch key {
        case "clusters": clusters = try reader.values(Cluster.self)
        case "failures": if try !reader.null() { failures = try reader.values(ECSFailure.self) }
        default: try reader.skip()
        }
      }
      guard let clusters else { throw start.error("clusters is missing", at: start.position) }
      return ClusterDescription(clusters: clusters, failures: failures)
    }
  }
}
