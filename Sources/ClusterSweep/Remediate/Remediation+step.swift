import AWSCore
import AWSServices
import AgentHealth
import FailureStore

extension Remediation {
  /// Whether enough of the claim is left to take a step: a place is freed for others once its tag would show, 6 minutes after it was given
  /// (`BudgetBook.ended`). With a minute left, the tag's call has two.
  static func isTime(for step: Step, under claim: JournalEntry, at now: Timestamp) -> Bool {
    claim.expiresAt - now >= .seconds(step == .tag ? 60 : 1)
  }

  /// Takes one step, after the checks that it needs.
  func perform(_ step: Step, _ decision: LastLook.Decision, isDeregistered: Bool) async throws(AWSError) -> ChangeResult {
    let id = entry.ec2Instance
    if isDeregistered {
      try await scope.checkNotBack(sighting, in: entry.target.cluster)
    } else {
      if step.isIrrevocable(in: decision.steps) {
        let began = clock.time.monotonic()
        try await scope.checkUnchanged(sighting, in: entry.target.cluster)
        if step == .deregister { try checkTime(since: began) }
      }
      // The looks took their time, and a worker may stall: what it claimed may be another's by now, or a person may have let it go.
      guard Self.isTime(for: step, under: entry, at: clock.now) else {
        throw AWSError(.malformed, code: Self.noTimeLeft, message: "too little is left of the claim on \(id)")
      }
    }
    switch step {
    case .tag:
      try await scope.ec2.createTags(instance: id, [RemediationTag.key: tag])
      return .done
    case .detach:
      guard case .replace(let group, _) = decision else { throw AWSError(.configuration, code: "NoGroup", message: "\(id) is in no group") }
      return try await scope.autoScaling.detachInstance(id: id, group: group)
    case .terminateInGroup: return try await scope.autoScaling.terminateInstance(id: id)
    case .setUnhealthy: return try await scope.autoScaling.setUnhealthy(id: id)
    case .terminate: return try await scope.ec2.end(id)
    case .deregister:
      return try await scope.ecs.deregisterContainerInstance(cluster: entry.target.cluster, id: entry.containerInstance, force: true)
    }
  }

  /// What is deregistered must be ended by the same sweep, under the same claim: it looks once more before, as long as it looked now, and its
  /// group may be busy.
  private func checkTime(since began: Duration) throws(AWSError) {
    let now = clock.time.monotonic()
    let needed = Self.busyWait + (now - began)
    if min(deadline - now, entry.expiresAt - clock.now) < needed {
      throw AWSError(
        .malformed, code: Self.noTimeLeft,
        message: "\(entry.ec2Instance) must be ended once it is deregistered, and less than \(needed.components.seconds)s are left")
    }
  }
}

extension Step {
  /// Whether nothing takes it back, and the agent may have come back since the last look: what comes after the machine is gone is no such step.
  fileprivate func isIrrevocable(in steps: [Step]) -> Bool {
    switch self {
    case .tag, .detach: false
    case .terminate, .terminateInGroup, .setUnhealthy: true
    case .deregister: steps.last != .deregister
    }
  }
}

extension EC2 {
  /// Terminates one instance, and takes only EC2's word that it is ending.
  fileprivate func end(_ id: String) async throws(AWSError) -> ChangeResult {
    let state = try await terminateInstance(id: id)
    guard state == "shutting-down" || state == "terminated" else {
      throw AWSError(.malformed, code: Remediation.notTerminated, message: "\(id) is \(state) after TerminateInstances")
    }
    return .done
  }
}
