/// One step of a remediation. Each is short, journaled before it starts, and resumable by a later sweep.
public enum Step: String, Hashable, Sendable, CaseIterable {
  /// Write the remediation tag on the EC2 instance.
  case tag
  /// DetachInstances without decrementing the desired capacity: the group launches a replacement.
  case detach
  /// TerminateInstanceInAutoScalingGroup without decrementing the desired capacity: the group ends it, hooks first, and launches a replacement.
  case terminateInGroup = "terminate_in_group"
  /// SetInstanceHealth: the group ends and replaces it by itself.
  case setUnhealthy = "set_unhealthy"
  /// TerminateInstances, one instance a call.
  case terminate
  /// DeregisterContainerInstance with force: ECS reschedules the tasks.
  case deregister

  /// Whether it makes the group end the machine by itself, so that the next step waits for that.
  public var isLeftToGroup: Bool { self == .terminateInGroup || self == .setUnhealthy }
}

/// What became of a step.
public struct StepOutcome: Hashable, Sendable {
  /// How a step ended.
  public enum Result: Hashable, Sendable {
    /// AWS did it.
    case done
    /// It was done before; AWS says so.
    case alreadyDone
    /// AWS refused, or the answer was lost: one line for people.
    case failed(String)
  }

  /// Which step.
  public let step: Step
  /// How it ended.
  public let result: Result
  /// When it ended.
  public let at: Timestamp

  /// A step's outcome.
  public init(step: Step, result: Result, at: Timestamp) {
    self.step = step
    self.result = result
    self.at = at
  }

  /// Whether the step need not be done again.
  public var succeeded: Bool {
    if case .failed = result { false } else { true }
  }
}
