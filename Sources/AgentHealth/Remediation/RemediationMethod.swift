/// How an instance is replaced. The key `method` of a policy.
public enum RemediationMethod: String, Hashable, Sendable, CaseIterable {
  /// Detached from its Auto Scaling group, which launches another one, then terminated: no lifecycle hook runs, and nothing waits.
  case detach
  /// Terminated by its group, hooks first.
  case asg
  /// Called unhealthy, so that its group ends and replaces it by itself, hooks first.
  case unhealthy

  /// All steps of a remediation, in order.
  ///
  /// A container instance is deregistered after its machine is gone, so that no task runs twice. Where its group would wait for it to be drained,
  /// which a dead agent never does, it is deregistered first.
  /// - Parameter isWaitedFor: whether the group has a hook, or its capacity provider drains.
  public func steps(isWaitedFor: Bool) -> [Step] {
    switch self {
    case .detach: [.tag, .detach, .terminate, .deregister]
    case .asg: isWaitedFor ? [.tag, .deregister, .terminateInGroup] : [.tag, .terminateInGroup, .deregister]
    case .unhealthy: isWaitedFor ? [.tag, .deregister, .setUnhealthy] : [.tag, .setUnhealthy, .deregister]
    }
  }
}
