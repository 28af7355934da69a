import AWSCore
import AWSServices
import AgentHealth
import FailureStore

/// One instance being replaced: its steps in order, each journaled before it starts.
///
/// A step that fails ends it; the tag stays, and the next sweep goes on where AWS says this one stopped.
struct Remediation: Sendable {
  let scope: RegionScope
  let store: any StrikeStore
  let clock: SweepClock
  /// The instance as it was judged.
  let sighting: Sighting
  let tag: String
  var entry: JournalEntry
  /// Monotonic: when the sweep must end.
  let deadline: Duration
  /// Why the store could not be written; nil where it could.
  private(set) var storeFailure: StoreError?
  /// Whether every step was done and EC2 is ending the machine, where that was to be.
  private(set) var isEnded = false

  init(
    scope: RegionScope, store: any StrikeStore, clock: SweepClock, sighting: Sighting, tag: String, entry: JournalEntry, deadline: Duration
  ) {
    (self.scope, self.store, self.clock) = (scope, store, clock)
    (self.sighting, self.tag, self.entry, self.deadline) = (sighting, tag, entry, deadline)
  }

  /// How long the group gets to let the instance go. Waiting is not a step: it may be cut short.
  static let detachWait: Duration = .seconds(30)
  /// How long it gets to end the instance by itself; what it ends later, the next sweep deregisters.
  static let endWait: Duration = .seconds(120)
  private static let poll: Duration = .seconds(2)
  /// How long what is deregistered already is tried to be ended: no later sweep knows its agent.
  private static let busyWait: Duration = .seconds(60)
  private static let busyPoll: Duration = .seconds(10)
  /// The code of our own refusals.
  fileprivate static let notTerminated = "NotTerminated"

  /// What happened, step by step; a cancelled sweep ends between two steps.
  mutating func run(_ decision: LastLook.Decision) async -> [StepOutcome] {
    var outcomes: [StepOutcome] = []
    for step in decision.steps {
      if Task.isCancelled { return outcomes }
      let isDeregistered = outcomes.contains { $0.step == .deregister }
      let outcome = await take(step, of: decision, isDeregistered: isDeregistered)
      outcomes.append(outcome)
      if !outcome.succeeded { return outcomes }
      // EC2 may end it whether its group has let it go or not.
      if step == .detach { await wait(Self.detachWait) { try await isDetached() } }
      // Its tasks would run twice if they were given up before, and what the group was told is not done.
      if step.isLeftToGroup, await !wait(Self.endWait, { try await isEnding() }) { return outcomes }
    }
    isEnded = true
    return outcomes
  }

  private mutating func take(_ step: Step, of decision: LastLook.Decision, isDeregistered: Bool) async -> StepOutcome {
    entry.step = step
    do {
      try await store.journal(entry)
    } catch {
      storeFailure = error
      return StepOutcome(step: step, result: .failed("not begun, its journal could not be written: \(error)"), at: clock.now)
    }
    do {
      let change =
        isDeregistered ? try await insist(on: step, of: decision) : try await perform(step, decision, isDeregistered: false)
      return StepOutcome(step: step, result: change == .done ? .done : .alreadyDone, at: clock.now)
    } catch {
      return StepOutcome(step: step, result: .failed(error.description), at: clock.now)
    }
  }

  private func insist(on step: Step, of decision: LastLook.Decision) async throws(AWSError) -> ChangeResult {
    let end = clock.time.monotonic() + Self.busyWait
    while true {
      let refusal: AWSError
      do throws(AWSError) {
        return try await perform(step, decision, isDeregistered: true)
      } catch {
        refusal = error
      }
      let isFinal = refusal.code == Self.notTerminated || refusal.isAccessDenied
      guard !isFinal, clock.time.monotonic() < end else { throw refusal }
      // A sleep that is cancelled ends it.
      do { try await clock.time.sleep(Self.busyPoll) } catch { throw refusal }
    }
  }

  private func perform(_ step: Step, _ decision: LastLook.Decision, isDeregistered: Bool) async throws(AWSError) -> ChangeResult {
    let id = entry.ec2Instance
    if isDeregistered {
      try await scope.checkNotBack(sighting)
    } else if step.isIrrevocable(in: decision.steps) {
      let began = clock.time.monotonic()
      try await scope.checkUnchanged(sighting, in: entry.target.cluster)
      if step == .deregister { try checkTime(since: began) }
    }
    switch step {
    case .tag:
      // A place is freed for others once its tag would show (`BudgetBook.ended`): a worker that stalled must not tag after that.
      guard clock.now < entry.expiresAt else {
        throw AWSError(.malformed, code: "NoTimeLeft", message: "the claim on \(id) ran out before its first step")
      }
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
        .malformed, code: "NoTimeLeft",
        message: "\(entry.ec2Instance) must be ended once it is deregistered, and less than \(needed.components.seconds)s are left")
    }
  }

  /// Until it is so, or the wait is over: whether it is. What cannot be read is asked for again.
  @discardableResult
  private func wait(_ longest: Duration, _ isSo: () async throws -> Bool) async -> Bool {
    let end = clock.time.monotonic() + longest
    while !Task.isCancelled {
      do { if try await isSo() { return true } } catch {}
      guard clock.time.monotonic() < end else { return false }
      // A sleep that is cancelled ends the wait.
      do { try await clock.time.sleep(Self.poll) } catch { return false }
    }
    return false
  }

  private func isDetached() async throws -> Bool {
    try await scope.autoScaling.describeInstances(ids: [entry.ec2Instance]).isEmpty
  }

  private func isEnding() async throws -> Bool {
    try await scope.ec2.describeInstances(ids: [entry.ec2Instance]).contains { InstanceFacts($0).isTerminated }
  }
}

extension RegionScope {
  /// Terminating cannot be taken back, and detaching took its time: an agent that has been back since then, under this registration or a new
  /// one, is left to a person.
  fileprivate func checkUnchanged(_ judged: Sighting, in cluster: String) async throws(AWSError) {
    try await checkNotBack(judged)
    let now = try await sightings([judged.containerInstance], in: cluster).first
    guard let now, !now.agentConnected, now.version == judged.version else {
      let what = now == nil ? "is no longer registered" : "has been connected"
      throw AWSError(.malformed, code: Remediation.notTerminated, message: "\(judged.ec2Instance) \(what) since its last look")
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

extension RegionScope {
  /// An agent that lost its state registers anew; an older registration that is disconnected is a leftover.
  fileprivate func checkNotBack(_ judged: Sighting) async throws(AWSError) {
    let found = try await registrations(of: judged.ec2Instance).first { _, other in
      if other.containerInstance == judged.containerInstance { return false }
      guard !other.agentConnected, let since = other.registeredAt, let own = judged.registeredAt else { return true }
      return since >= own
    }
    guard let found else { return }
    throw AWSError(
      .malformed, code: Remediation.notTerminated,
      message: "\(judged.ec2Instance) has registered anew, as \(found.sighting.containerInstance) in \(found.cluster)")
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
