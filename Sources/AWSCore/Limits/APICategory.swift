/// Operations that share one token bucket of AWS's, per account and Region.
public struct APICategory: Hashable, Sendable {
  /// As it stands in the report, `ecs:cluster-resource-read`.
  public let name: String
  /// How many requests may come at once after a pause.
  public let burst: Double
  /// Requests a second that may go on for ever.
  public let rate: Double

  /// A category that is not in the table.
  public init(_ name: String, burst: Double, rate: Double) {
    self.name = name
    self.burst = burst
    self.rate = rate
  }

  // Amazon ECS API reference, "Request throttling".

  /// ListClusters, DescribeClusters.
  public static let clusterRead = APICategory("ecs:cluster-read", burst: 50, rate: 20)
  /// ListContainerInstances, DescribeContainerInstances, ListTasks.
  public static let clusterResourceRead = APICategory("ecs:cluster-resource-read", burst: 100, rate: 20)
  /// DeregisterContainerInstance.
  public static let clusterResourceModify = APICategory("ecs:cluster-resource-modify", burst: 100, rate: 40)
  /// DescribeCapacityProviders.
  public static let capacityProviderRead = APICategory("ecs:capacity-provider-read", burst: 50, rate: 20)

  // Amazon EC2 developer guide, "Request throttling". Its current text gives every API action a bucket of this size; one for all is the
  // cautious reading.

  /// Describe and Get, filtered or paged; DescribeRegions.
  public static let ec2NonMutating = APICategory("ec2:non-mutating", burst: 100, rate: 20)
  /// DescribeInstances and its like with neither filter nor page size.
  public static let ec2Unfiltered = APICategory("ec2:unfiltered", burst: 50, rate: 10)
  /// CreateTags and other changes.
  public static let ec2Mutating = APICategory("ec2:mutating", burst: 50, rate: 5)
  /// TerminateInstances, requests. The second bucket, of instances (1,000, then 20 a second), cannot bind with one instance a request.
  public static let ec2Terminate = APICategory("ec2:terminate", burst: 100, rate: 5)

  /// All of EC2 Auto Scaling, reads and changes: AWS says that they share one bucket, and publishes no size. This one is an assumption.
  public static let autoScaling = APICategory("autoscaling", burst: 50, rate: 10)

  /// Publish: the quota of the smallest Regions, 300 messages a second (Amazon SNS quotas); no burst is published.
  public static let snsPublish = APICategory("sns:publish", burst: 300, rate: 300)

  /// AssumeRole and GetCallerIdentity, 600 a second on the caller's account (IAM and STS quotas); no burst is published.
  public static let sts = APICategory("sts", burst: 600, rate: 600)

  /// All of AWS Organizations, ListAccounts with its 20 accounts a page before all. AWS publishes no size. This one is a cautious assumption:
  /// what is reported of it is that a handful of calls at once are refused.
  public static let organizations = APICategory("organizations", burst: 20, rate: 5)

  /// All of ARC zonal shift. AWS publishes no size. This one is a cautious assumption: a sweep asks once a Region, and once more for each
  /// instance that is due, where it asks at all.
  public static let zonalShift = APICategory("arc-zonal-shift", burst: 20, rate: 5)
}
