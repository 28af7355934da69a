import NIOCore

/// One operation of a service.
struct Operation: Sendable {
  let service: Service
  let name: String
  let isMutation: Bool
  let category: Buckets.Category
  let run: @Sendable (Cloud, inout Call) throws(Refusal) -> ByteBuffer

  /// The operation `name` of `service`.
  static func find(_ service: Service, _ name: String) -> Operation? {
    table[service]?[name]
  }

  /// The bucket it takes from. EC2 has one for each operation, the others one for each category.
  var bucket: String {
    service == .ec2 ? name : category.rawValue
  }

  private static let table: [Service: [String: Operation]] = Dictionary(grouping: all, by: \.service).mapValues { operations in
    Dictionary(uniqueKeysWithValues: operations.map { ($0.name, $0) })
  }

  private static let all: [Operation] = [
    read(.ecs, "ListClusters", .clusterRead) { (cloud, call) throws(Refusal) in try cloud.listClusters(&call) },
    read(.ecs, "DescribeClusters", .clusterRead) { (cloud, call) throws(Refusal) in try cloud.describeClusters(&call) },
    read(.ecs, "ListContainerInstances", .clusterResourceRead) { (cloud, call) throws(Refusal) in try cloud.listContainerInstances(&call) },
    read(.ecs, "DescribeContainerInstances", .clusterResourceRead) { (cloud, call) throws(Refusal) in
      try cloud.describeContainerInstances(&call)
    },
    read(.ecs, "DescribeCapacityProviders", .capacityProviderRead) { (cloud, call) throws(Refusal) in
      try cloud.describeCapacityProviders(&call)
    },
    read(.ecs, "ListTasks", .clusterResourceRead) { (cloud, call) throws(Refusal) in try cloud.listTasks(&call) },
    write(.ecs, "DeregisterContainerInstance", .clusterResourceModify) { (cloud, call) throws(Refusal) in
      try cloud.deregisterContainerInstance(&call)
    },
    read(.autoscaling, "DescribeAutoScalingInstances", .autoScaling) { (cloud, call) throws(Refusal) in
      try cloud.describeAutoScalingInstances(&call)
    },
    read(.autoscaling, "DescribeAutoScalingGroups", .autoScaling) { (cloud, call) throws(Refusal) in
      try cloud.describeAutoScalingGroups(&call)
    },
    read(.autoscaling, "DescribeInstanceRefreshes", .autoScaling) { (cloud, call) throws(Refusal) in
      try cloud.describeInstanceRefreshes(&call)
    },
    read(.autoscaling, "DescribeLifecycleHooks", .autoScaling) { (cloud, call) throws(Refusal) in
      try cloud.describeLifecycleHooks(&call)
    },
    write(.autoscaling, "TerminateInstanceInAutoScalingGroup", .autoScaling) { (cloud, call) throws(Refusal) in
      try cloud.terminateInstanceInGroup(&call)
    },
    write(.autoscaling, "SetInstanceHealth", .autoScaling) { (cloud, call) throws(Refusal) in try cloud.setInstanceHealth(&call) },
    write(.autoscaling, "DetachInstances", .autoScaling) { (cloud, call) throws(Refusal) in try cloud.detachInstances(&call) },
    read(.ec2, "DescribeInstances", .ec2Read) { (cloud, call) throws(Refusal) in try cloud.describeInstances(&call) },
    read(.ec2, "DescribeInstanceAttribute", .ec2Read) { (cloud, call) throws(Refusal) in try cloud.describeInstanceAttribute(&call) },
    read(.ec2, "DescribeInstanceStatus", .ec2Read) { (cloud, call) throws(Refusal) in try cloud.describeInstanceStatus(&call) },
    write(.ec2, "CreateTags", .ec2Modify) { (cloud, call) throws(Refusal) in try cloud.createTags(&call) },
    write(.ec2, "DeleteTags", .ec2Modify) { (cloud, call) throws(Refusal) in try cloud.deleteTags(&call) },
    write(.ec2, "TerminateInstances", .terminate) { (cloud, call) throws(Refusal) in try cloud.terminateInstances(&call) },
    read(.ec2, "DescribeRegions", .ec2Read) { (cloud, call) throws(Refusal) in cloud.describeRegions(&call) },
    write(.sns, "Publish", .publish) { (cloud, call) throws(Refusal) in try cloud.publish(&call) },
    read(.sns, "GetTopicAttributes", .publish) { (cloud, call) throws(Refusal) in try cloud.getTopicAttributes(&call) },
    read(.sts, "AssumeRole", .sts) { (cloud, call) throws(Refusal) in try cloud.assumeRole(&call) },
    read(.sts, "AssumeRoleWithWebIdentity", .sts) { (cloud, call) throws(Refusal) in try cloud.assumeRoleWithWebIdentity(&call) },
    read(.sts, "GetCallerIdentity", .sts) { (cloud, call) throws(Refusal) in cloud.getCallerIdentity(&call) },
    read(.zonalShift, "ListManagedResources", .zonalShift) { (cloud, call) throws(Refusal) in try cloud.listManagedResources(&call) },
    read(.organizations, "ListAccounts", .organizations) { (cloud, call) throws(Refusal) in try cloud.listAccounts(&call) },
  ]

  private typealias Run = @Sendable (Cloud, inout Call) throws(Refusal) -> ByteBuffer

  private static func read(_ service: Service, _ name: String, _ category: Buckets.Category, _ run: @escaping Run) -> Operation {
    Operation(service: service, name: name, isMutation: false, category: category, run: run)
  }

  private static func write(_ service: Service, _ name: String, _ category: Buckets.Category, _ run: @escaping Run) -> Operation {
    Operation(service: service, name: name, isMutation: true, category: category, run: run)
  }
}
