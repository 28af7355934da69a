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

  /// One row for each judged instance, in the same order.
  func run(_ judged: [Judged]) async -> [InstanceReport] {
    var reports = judged.map(InstanceReport.init)
    await withTaskGroup(of: (Int, InstanceReport).self) { group in
      var due = judged.indices.filter { judged[$0].ruling.verdict == .due }[...]
      for _ in 0..<Self.atOnce {
        guard let index = due.popFirst() else { break }
        group.addTask { (index, await remediate(judged[index])) }
      }
      for await (index, report) in group {
        reports[index] = report
        if let next = due.popFirst() { group.addTask { (next, await remediate(judged[next])) } }
      }
    }
    return reports
  }

  private func remediate(_ judged: Judged) async -> InstanceReport {
    var report = InstanceReport(judged)
    guard let region = scope.regions[RegionKey(judged.target)] else { return report }
    if let late = tooLate() {
      report.ruling = late
      return report
    }
    let look = await LiveLook(scope: region).look(at: judged.instance, in: judged.target)
    let decision = look.decision(for: judged.instance, installation: request.installation)
    switch decision {
    case .stop(let ruling):
      report.ruling = ruling
      return report
    case .deregister(let why): report.ruling = Ruling(.due, .duplicateRegistration, why)
    case .replace, .finish: break
    }
    guard request.mode == .apply else { return report }
    if let late = tooLate() {
      report.ruling = late
      return report
    }
    let entry = JournalEntry(
      target: judged.target, ec2Instance: report.ec2Instance, containerInstance: report.containerInstance,
      sweepID: request.sweepID, owner: request.attempt, expiresAt: clock.now + Self.claimLife, step: .tag)
    do {
      guard try await store.claim(entry, now: clock.now) else {
        report.ruling = Ruling(.deferred, .countedElsewhere, "another sweep is at work on it")
        return report
      }
    } catch {
      report.ruling = Ruling(.held, .strikesUnknown, "its journal could not be opened: \(error)")
      return report
    }
    let tag = RemediationTag.value(installation: request.installation, sweepID: request.sweepID)
    var remediation = Remediation(scope: region, store: store, clock: clock, tag: tag, entry: entry)
    report.steps = await remediation.run(decision)
    if report.isRemediated {
      do {
        try await store.settle(entry)
      } catch {
        report.ruling = Ruling(.due, report.ruling.reason, "\(report.ruling.detail); its strikes could not be removed and expire: \(error)")
      }
    } else {
      await release(remediation.entry)
    }
    return report
  }

  /// Lets the next sweep go on at once with what this one has to leave.
  private func release(_ entry: JournalEntry) async {
    var entry = entry
    entry.expiresAt = clock.now
    // Where that fails the claim runs out by itself.
    do { try await store.journal(entry) } catch {}
  }

  private func tooLate() -> Ruling? {
    let now = clock.time.monotonic()
    if Task.isCancelled { return Ruling(.deferred, .deadline, "the sweep was ended before its first step") }
    if now - seenAt > Self.pictureLife { return Ruling(.deferred, .deadline, "the picture it was judged on is older than 5m") }
    if deadline - now < Self.reserve { return Ruling(.deferred, .deadline, "less than 45s of the sweep are left") }
    return nil
  }
}
