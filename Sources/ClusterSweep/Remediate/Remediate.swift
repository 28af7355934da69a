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

  /// A remediation holds few connections, and budgets keep the numbers small.
  private static let atOnce = 8
  /// No first step on a picture older than this.
  private static let pictureLife: Duration = .seconds(300)
  /// No first step with less than this left.
  private static let reserve: Duration = .seconds(45)
  /// How long other sweeps keep away from an instance we are at work on.
  private static let claimLife: Duration = .seconds(300)

  /// One instance's row, and why the store could not be read or written for it.
  struct Outcome: Sendable {
    var report: InstanceReport
    var storeFailure: StoreError?
  }

  /// One outcome for each judged instance, in the same order.
  func run(_ judged: [Judged]) async -> [Outcome] {
    var outcomes = judged.map { Outcome(report: InstanceReport($0)) }
    await withTaskGroup(of: (Int, Outcome).self) { group in
      var due = judged.indices.filter { judged[$0].ruling.verdict == .due }[...]
      for _ in 0..<Self.atOnce {
        guard let index = due.popFirst() else { break }
        group.addTask { (index, await remediate(judged[index])) }
      }
      for await (index, outcome) in group {
        outcomes[index] = outcome
        if let next = due.popFirst() { group.addTask { (next, await remediate(judged[next])) } }
      }
    }
    return outcomes
  }

  private func remediate(_ judged: Judged) async -> Outcome {
    var outcome = Outcome(report: InstanceReport(judged))
    guard let region = scope.regions[RegionKey(judged.target)] else { return outcome }
    if let late = tooLate() {
      outcome.report.ruling = late
      return outcome
    }
    guard request.mode == .apply else {
      outcome.report.ruling = await decision(judged, in: region).ruling ?? judged.ruling
      return outcome
    }
    // Claimed before the last look: what another sweep did before that, the look shows, and after that none does anything.
    let sighting = judged.instance.sighting
    let entry = JournalEntry(
      target: judged.target, ec2Instance: sighting.ec2Instance, containerInstance: sighting.containerInstance,
      sweepID: request.sweepID, owner: request.attempt, expiresAt: clock.now + Self.claimLife, step: .tag)
    guard await claim(entry, &outcome) else { return outcome }

    let decision = await decision(judged, in: region)
    if let ruling = decision.ruling { outcome.report.ruling = ruling }
    if case .stop = decision {
      await release(entry)
      return outcome
    }
    if let late = tooLate() {
      outcome.report.ruling = late
      await release(entry)
      return outcome
    }
    let tag = RemediationTag.value(installation: request.installation, sweepID: request.sweepID, version: sighting.version)
    var remediation = Remediation(scope: region, store: store, clock: clock, sighting: sighting, tag: tag, entry: entry)
    outcome.report.steps = await remediation.run(decision)
    outcome.storeFailure = remediation.storeFailure
    if outcome.report.isRemediated { await settle(entry, &outcome) } else { await release(remediation.entry) }
    return outcome
  }

  private func decision(_ judged: Judged, in region: RegionScope) async -> LastLook.Decision {
    let look = await LiveLook(scope: region).look(at: judged.instance, in: judged.target)
    return look.decision(for: judged.instance, installation: request.installation)
  }

  private func tooLate() -> Ruling? {
    let now = clock.time.monotonic()
    if Task.isCancelled { return Ruling(.deferred, .deadline, "the sweep was ended before its first step") }
    if now - seenAt > Self.pictureLife { return Ruling(.deferred, .deadline, "the picture it was judged on is older than 5m") }
    if deadline - now < Self.reserve { return Ruling(.deferred, .deadline, "less than 45s of the sweep are left") }
    return nil
  }
}
