/// What IAM must allow, action by action: the one list that `policy` prints from and that `doctor` goes through.
///
/// Which resources and conditions an action knows is from the Service Authorization Reference. The tests hold the list against the calls of
/// real sweeps: none is missing, none is idle.
public enum Permission: String, Hashable, Sendable, CaseIterable {
  case listClusters = "ecs:ListClusters"
  case describeClusters = "ecs:DescribeClusters"
  case listContainerInstances = "ecs:ListContainerInstances"
  case describeContainerInstances = "ecs:DescribeContainerInstances"
  case listTasks = "ecs:ListTasks"
  case describeInstances = "ec2:DescribeInstances"
  case describeAutoScalingInstances = "autoscaling:DescribeAutoScalingInstances"
  case describeAutoScalingGroups = "autoscaling:DescribeAutoScalingGroups"
  case describeInstanceRefreshes = "autoscaling:DescribeInstanceRefreshes"
  case describeCapacityProviders = "ecs:DescribeCapacityProviders"
  case listManagedResources = "arc-zonal-shift:ListManagedResources"
  case describeInstanceAttribute = "ec2:DescribeInstanceAttribute"
  case describeRegions = "ec2:DescribeRegions"
  case describeLifecycleHooks = "autoscaling:DescribeLifecycleHooks"
  case createTags = "ec2:CreateTags"
  case detachInstances = "autoscaling:DetachInstances"
  case terminateInGroup = "autoscaling:TerminateInstanceInAutoScalingGroup"
  case setInstanceHealth = "autoscaling:SetInstanceHealth"
  case terminateInstances = "ec2:TerminateInstances"
  case deregisterContainerInstance = "ecs:DeregisterContainerInstance"
  case deleteTags = "ec2:DeleteTags"
  case assumeRole = "sts:AssumeRole"
  case publish = "sns:Publish"
  case listAccounts = "organizations:ListAccounts"
  case connect = "elasticache:Connect"

  /// Who needs it, and for what.
  public enum Purpose: Hashable, Sendable {
    /// In each account: to see, which is all that a plan does.
    case look
    /// In each account whose Regions are patterns: which there are.
    case find
    /// In each account: for the steps that every remediation has, or may need to be ended.
    case replace
    /// In each account where the method is `detach`.
    case detach
    /// In each account where the method is `asg` or `unhealthy`: what the group would wait for.
    case lookAtHooks
    /// In each account where the method is `asg`.
    case terminateInGroup
    /// In each account where the method is `unhealthy`.
    case setUnhealthy
    /// In each account: for people who give up a remediation (`journal release`).
    case release
    /// The caller: to get into accounts, and to tell people.
    case call
    /// The caller, where there is an organization: which accounts there are.
    case list
    /// The caller, where Redis is entered with IAM: to remember from one sweep to the next. Redis sees it, no API of AWS.
    case remember
  }

  /// Who needs it, and for what.
  public var purpose: Purpose {
    switch self {
    case .listClusters, .describeClusters, .listContainerInstances, .describeContainerInstances, .listTasks, .describeInstances,
      .describeAutoScalingInstances, .describeAutoScalingGroups, .describeInstanceRefreshes,
      .describeCapacityProviders, .listManagedResources, .describeInstanceAttribute:
      .look
    case .describeRegions: .find
    case .createTags, .terminateInstances, .deregisterContainerInstance: .replace
    case .detachInstances: .detach
    case .describeLifecycleHooks: .lookAtHooks
    case .terminateInGroup: .terminateInGroup
    case .setInstanceHealth: .setUnhealthy
    case .deleteTags: .release
    case .assumeRole, .publish: .call
    case .listAccounts: .list
    case .connect: .remember
    }
  }

  /// Whether it changes something.
  public var isChange: Bool {
    switch self {
    case .createTags, .detachInstances, .terminateInGroup, .setInstanceHealth, .terminateInstances, .deregisterContainerInstance,
      .deleteTags, .publish:
      true
    default: false
    }
  }

  /// Those of some purposes, in the order in which a sweep needs them.
  public static func needed(for purposes: Set<Purpose>) -> [Permission] {
    allCases.filter { purposes.contains($0.purpose) }
  }
}
