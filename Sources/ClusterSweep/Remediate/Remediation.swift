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
  static let busyWait: Duration = .seconds(60)
  private static let busyPoll: Duration = .seconds(10)
  /// The codes of our own refusals.
  static let (notTerminated, noTimeLeft) = ("NotTerminated", "NoTimeLeft")

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
    // The first one's place in the budgets counts from the claim.
    if step != .tag { entry.expiresAt = clock.now + Remediate.claimLife }
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
