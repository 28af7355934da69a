import AWSCore
import AgentHealth
import FailureStore

/// The seventh stage: each due instance gets its last look and, where the sweep applies, its steps.
struct Remediate: Sendable {
  let request: SweepRequest
  let scope: Scope
  let store: any StrikeStore
  let clock: SweepClock
  /// Monotonic: when the picture that was judged was complete, and when the sweep must end.
  let seenAt: Duration
  let deadline: Duration
  /// Names in the budgets of what was begun within the hour before this sweep asked for places.
  private(set) var begunBefore: Set<String> = []

  /// No first step on a picture older than this.
  private static let pictureLife: Duration = .seconds(300)
  /// No first step with less than this left.
  private static let reserve: Duration = .seconds(45)
  /// How long other sweeps keep away from an instance we are at work on.
  static let claimLife: Duration = .seconds(300)

  /// One instance's row, and why the store could not be read or written for it.
  struct Outcome: Sendable {
    var report: InstanceReport
    /// Whether its turn came.
    var isTried = false
    /// Whether its last look forbade every step.
    var isStopped = false
    var storeFailure: StoreError?
  }

  /// One outcome for each instance of the pictures, in order. Whom a last look stops leaves its place in the budgets to the next: else one
  /// instance that is protected would keep all others from their turn, sweep after sweep.
  mutating func run(_ pictures: [Picture], judge: Judge, admission: inout Admission) async -> [Outcome] {
    var outcomes: [Outcome] = []
    var (stopped, known): ([Target: [String: Ruling]], [Target: [String: Ruling]]?) = ([:], nil)
    while stopped != known {
      known = stopped
      let judged = await admission.judged(pictures, judge: judge, stopped: stopped)
      begunBefore = admission.begunBefore
      outcomes = await round(judged, after: outcomes)
      for report in outcomes.filter(\.isStopped).map(\.report) {
        stopped[report.target, default: [:]][report.containerInstance] = report.ruling
        admission.release(report)
      }
    }
    return outcomes
  }

  private func round(_ judged: [Judged], after earlier: [Outcome]) async -> [Outcome] {
    var outcomes = judged.map { Outcome(report: InstanceReport($0)) }
    for index in earlier.indices where earlier[index].isTried { outcomes[index] = earlier[index] }
    let due = judged.indices.filter { judged[$0].ruling.verdict == .due && !outcomes[$0].isTried }
    var turns = Turns(due.map { ($0, RegionKey(judged[$0].target)) }, clusters: scope.regions.mapValues(\.clusters))
    await withTaskGroup(of: (Int, Outcome).self) { group in
      while let index = turns.next() { group.addTask { (index, await remediate(judged[index])) } }
      for await (index, outcome) in group {
        outcomes[index] = outcome
        turns.end(index)
        while let next = turns.next() { group.addTask { (next, await remediate(judged[next])) } }
      }
    }
    return outcomes
  }

  private func remediate(_ judged: Judged) async -> Outcome {
    var outcome = Outcome(report: InstanceReport(judged), isTried: true)
    guard let region = scope.regions[RegionKey(judged.target)] else { return outcome }
    if let late = tooLate() {
      outcome.report.ruling = late
      return outcome
    }
    guard request.mode == .apply else {
      let (decision, look) = await decision(judged, in: region)
      outcome.adopt(decision, look)
      return outcome
    }
    // Claimed before the last look: what another sweep did before that, the look shows, and after that none does anything.
    let sighting = judged.instance.sighting
    let entry = JournalEntry(
      target: judged.target, ec2Instance: sighting.ec2Instance, containerInstance: sighting.containerInstance,
      sweepID: request.sweepID, owner: request.attempt, expiresAt: clock.now + Self.claimLife, step: .tag)
    guard await claim(entry, &outcome) else { return outcome }
    guard await confirmPlace(judged, &outcome) else {
      await release(entry)
      return outcome
    }

    let (decision, look) = await decision(judged, in: region)
    outcome.adopt(decision, look)
    // Asked for also where the look has stopped it: a store that fails is told.
    let pause = await pause(judged, &outcome)
    if !outcome.isStopped {
      outcome.report.ruling = pause ?? tooLate() ?? tooLate(decision, under: entry) ?? outcome.report.ruling
      outcome.isStopped = pause != nil
    }
    if outcome.report.ruling.verdict == .due, case .replace(let group, _) = decision {
      let replacement = Replacement(ec2Instance: entry.ec2Instance, at: clock.now, template: look.facts.group?.template)
      await note(replacement, in: region.groupName(group), region.region, &outcome)
    }
    guard outcome.report.ruling.verdict == .due else {
      await releaseBudget(judged, look.facts, entry, &outcome)
      await release(entry)
      return outcome
    }
    let tag = RemediationTag.value(installation: request.installation, sweepID: request.sweepID, version: sighting.version)
    var remediation = Remediation(scope: region, store: store, clock: clock, sighting: sighting, tag: tag, entry: entry, deadline: deadline)
    outcome.report.steps = await remediation.run(decision)
    outcome.report.isRemediated = remediation.isEnded
    outcome.storeFailure = remediation.storeFailure
    if outcome.report.isRemediated {
      await settle(entry, &outcome)
      await settleBudget(judged, &outcome)
    } else {
      await release(remediation.entry)
    }
    return outcome
  }

  private func decision(_ judged: Judged, in region: RegionScope) async -> (decision: LastLook.Decision, look: LastLook) {
    let policy = scope.policy(for: judged.target)
    let look = await LiveLook(scope: region, store: store, method: policy.method).look(at: judged)
    return (look.decision(for: judged.instance, installation: request.installation, policy: policy, now: clock.now), look)
  }

  private func tooLate() -> Ruling? {
    let now = clock.time.monotonic()
    if Task.isCancelled { return Ruling(.deferred, .deadline, "the sweep was ended before its first step") }
    if now - seenAt > Self.pictureLife { return Ruling(.deferred, .deadline, "the picture it was judged on is older than 5m") }
    if deadline - now < Self.reserve { return Ruling(.deferred, .deadline, "less than 45s of the sweep are left") }
    return nil
  }

  /// What waits for its first step, whose claim the last look has used up.
  private func tooLate(_ decision: LastLook.Decision, under claim: JournalEntry) -> Ruling? {
    guard decision.steps.first == .tag, !Remediation.isTime(for: .tag, under: claim, at: clock.now) else { return nil }
    return Ruling(.deferred, .deadline, "less than 1m of its claim was left after its last look")
  }
}

extension Remediate.Outcome {
  fileprivate mutating func adopt(_ decision: LastLook.Decision, _ look: LastLook) {
    report.tasks = look.tasks
    report.ruling = decision.ruling ?? report.ruling
    if case .stop = decision { isStopped = true }
  }
}
