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
  /// Why the store could not be written; nil where it could.
  private(set) var storeFailure: StoreError?

  init(scope: RegionScope, store: any StrikeStore, clock: SweepClock, sighting: Sighting, tag: String, entry: JournalEntry) {
    (self.scope, self.store, self.clock) = (scope, store, clock)
    (self.sighting, self.tag, self.entry) = (sighting, tag, entry)
  }

  /// How long the group gets to let the instance go. Waiting is not a step: it may be cut short.
  static let detachWait: Duration = .seconds(30)
  private static let detachPoll: Duration = .seconds(2)

  /// What happened, step by step; a cancelled sweep ends between two steps.
  mutating func run(_ decision: LastLook.Decision) async -> [StepOutcome] {
    let steps = steps(for: decision)
    var outcomes: [StepOutcome] = []
    for (step, perform) in steps {
      if outcomes.last?.step == .detach { await waitUntilDetached() }
      if Task.isCancelled { break }
      let outcome = await take(step, perform)
      outcomes.append(outcome)
      if !outcome.succeeded { break }
    }
    return outcomes
  }

  private typealias Action = @Sendable () async throws(AWSError) -> ChangeResult

  private func steps(for decision: LastLook.Decision) -> [(Step, Action)] {
    let (scope, sighting, entry, tag) = (scope, sighting, entry, tag)
    let end: [(Step, Action)] = [
      (
        .terminate,
        { () async throws(AWSError) in
          try await scope.checkUnchanged(sighting, in: entry.target.cluster)
          return try await scope.ec2.end(entry.ec2Instance)
        }
      ),
      (
        .deregister,
        { () async throws(AWSError) in
          try await scope.ecs.deregisterContainerInstance(cluster: entry.target.cluster, id: entry.containerInstance, force: true)
        }
      ),
    ]
    switch decision {
    case .stop: return []
    case .deregister: return Array(end.dropFirst())
    case .finish: return end
    case .replace(let group):
      let begin: [(Step, Action)] = [
        (
          .tag,
          { () async throws(AWSError) in
            try await scope.ec2.createTags(instance: entry.ec2Instance, [RemediationTag.key: tag])
            return .done
          }
        ),
        (.detach, { () async throws(AWSError) in try await scope.autoScaling.detachInstance(id: entry.ec2Instance, group: group) }),
      ]
      return begin + end
    }
  }

  private mutating func take(_ step: Step, _ perform: () async throws(AWSError) -> ChangeResult) async -> StepOutcome {
    entry.step = step
    do {
      try await store.journal(entry)
    } catch {
      storeFailure = error
      return StepOutcome(step: step, result: .failed("not begun, its journal could not be written: \(error)"), at: clock.now)
    }
    do {
      let result: StepOutcome.Result = try await perform() == .done ? .done : .alreadyDone
      return StepOutcome(step: step, result: result, at: clock.now)
    } catch {
      return StepOutcome(step: step, result: .failed(error.description), at: clock.now)
    }
  }

  /// Until the group no longer has the instance, or the wait is over: EC2 may end it either way.
  private func waitUntilDetached() async {
    let end = clock.time.monotonic() + Self.detachWait
    while clock.time.monotonic() < end, !Task.isCancelled {
      do {
        if try await scope.autoScaling.describeInstances(ids: [entry.ec2Instance]).isEmpty { return }
        try await clock.time.sleep(Self.detachPoll)
      } catch {
        return
      }
    }
  }
}

extension RegionScope {
  /// Terminating cannot be taken back, and detaching took its time: an agent that has been back since then is left to a person.
  fileprivate func checkUnchanged(_ judged: Sighting, in cluster: String) async throws(AWSError) {
    let now = try await sightings([judged.containerInstance], in: cluster).first
    guard let now, !now.agentConnected, now.version == judged.version else {
      let what = now == nil ? "is no longer registered" : "has been connected"
      throw AWSError(.malformed, code: "NotTerminated", message: "\(judged.ec2Instance) \(what) since its last look")
    }
  }
}

extension EC2 {
  /// Terminates one instance, and takes only EC2's word that it is ending.
  fileprivate func end(_ id: String) async throws(AWSError) -> ChangeResult {
    let state = try await terminateInstance(id: id)
    guard state == "shutting-down" || state == "terminated" else {
      throw AWSError(.malformed, code: "NotTerminated", message: "\(id) is \(state) after TerminateInstances")
    }
    return .done
  }
}
