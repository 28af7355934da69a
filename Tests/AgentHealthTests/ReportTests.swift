import AgentHealth
import Testing

struct ExitStatusTests {
  let healthy = SweepReport(
    sweepID: "s", mode: .apply, startedAt: now, targets: [TargetReport(account: "1", region: "r", cluster: "c", status: .ok)])

  func instance(_ verdict: Verdict, _ reason: Reason, steps: [StepOutcome] = []) -> InstanceReport {
    InstanceReport(target: web, containerInstance: "ci-1", ec2Instance: "i-1", ruling: Ruling(verdict, reason, ""), steps: steps)
  }

  let failedStep = StepOutcome(step: .detach, result: .failed("AccessDenied"), at: now)
  let unfinished = UnfinishedReport(account: "1", region: "r", cluster: nil, ec2Instance: "i-1", tag: ourTag, isStranded: false, detail: "")

  @Test("strikes, deferrals, what is ignored and what was replaced are clean")
  func clean() {
    var report = healthy
    #expect(report.exitStatus == 0)
    let steps = Step.allCases.map { StepOutcome(step: $0, result: .done, at: now) }
    report.instances = [
      instance(.striking, .strikes), instance(.deferred, .perSweep), instance(.ignored, .notRunning),
      instance(.due, .disconnected, steps: steps),
    ]
    report.warnings = ["the local clock is 90s off"]
    report.notification = NotificationReport(topic: "t", sent: 2)
    #expect(report.exitStatus == 0)
  }

  @Test("held is 3")
  func held() {
    var report = healthy
    report.instances = [instance(.held, .brake)]
    #expect(report.exitStatus == 3)
  }

  @Test("not seen is 2, also in part, also without a single cluster", arguments: [TargetReport.Status.partial, .failed])
  func notSeen(status: TargetReport.Status) {
    var report = healthy
    report.targets.append(TargetReport(account: "x", region: nil, cluster: nil, status: status))
    #expect(report.exitStatus == 2)
  }

  @Test("a failed step, a failed message, something unfinished or stranded is 4")
  func unfinishedIs4() {
    var report = healthy
    report.instances = [instance(.due, .disconnected, steps: [failedStep])]
    #expect(report.exitStatus == 4)
    report.instances = [instance(.held, .stranded)]
    #expect(report.exitStatus == 4)
    report.instances = []
    report.unfinished = [unfinished]
    #expect(report.exitStatus == 4)
    report.unfinished = []
    report.notification = NotificationReport(topic: "t", sent: 1, error: "NotFound")
    #expect(report.exitStatus == 4)
  }

  @Test("where several hold: the signal's own, 1, 4, 2, 3")
  func precedence() {
    var report = healthy
    report.instances = [instance(.held, .brake)]
    #expect(report.exitStatus == 3)
    report.targets.append(TargetReport(account: "x", region: nil, cluster: nil, status: .failed))
    #expect(report.exitStatus == 2)
    report.unfinished = [unfinished]
    #expect(report.exitStatus == 4)
    report.failures = ["no credentials"]
    #expect(report.exitStatus == 1)
    report.interruption = 2
    #expect(report.exitStatus == 130)
    report.interruption = 15
    #expect(report.exitStatus == 143)
  }
}

struct ReportRowTests {
  @Test("a row is made from what was judged")
  func row() {
    let judged = Judged(target: web, instance: .sample(), ruling: Ruling(.due, .disconnected, "why"))
    let row = InstanceReport(judged)
    #expect((row.containerInstance, row.ec2Instance, row.group) == ("ci-1", "i-0123456789abcdef0", "web"))
    #expect((row.strikes, row.disconnectedSince) == (2, now - .seconds(3600)))
    let bare = InstanceReport(Judged(target: web, instance: .sample(record: nil, facts: .sample(group: nil)), ruling: judged.ruling))
    #expect((bare.strikes, bare.disconnectedSince, bare.group) == (0, nil, nil))
  }

  @Test("a target's row says what is missing")
  func target() {
    #expect(TargetReport(Observation(target: web, coverage: .complete, observed: 5, disconnected: 1)).status == .ok)
    let partial = TargetReport(Observation(target: web, coverage: .partial("page 2"), observed: 5))
    #expect((partial.status, partial.error, partial.observed) == (.partial, "page 2", 5))
    #expect(TargetReport(Observation(target: web, coverage: .failed("AccessDenied"))).error == "AccessDenied")
  }

  @Test("totals are sums of the rows")
  func totals() {
    let failed = StepOutcome(step: .detach, result: .failed("no"), at: now)
    let report = SweepReport(
      sweepID: "s", mode: .apply, startedAt: now,
      targets: [
        TargetReport(account: "1", region: "r", cluster: "a", status: .ok, observed: 5, disconnected: 2),
        TargetReport(account: "1", region: "r", cluster: "b", status: .ok, observed: 3),
        TargetReport(account: "1", region: "r", cluster: "c", status: .failed),
      ],
      instances: [
        InstanceReport(target: web, containerInstance: "c", ec2Instance: "i", ruling: Ruling(.due, .disconnected, ""), steps: [failed]),
        InstanceReport(target: web, containerInstance: "d", ec2Instance: "j", ruling: Ruling(.striking, .strikes, "")),
      ],
      unfinished: [UnfinishedReport(account: "1", region: "r", cluster: nil, ec2Instance: "i", tag: "", isStranded: true, detail: "")])
    #expect(report.totals.targets == [.ok: 2, .failed: 1])
    #expect((report.totals.observed, report.totals.disconnected) == (8, 2))
    #expect(report.totals.verdicts == [.due: 1, .striking: 1])
    #expect((report.totals.remediated, report.totals.failedSteps, report.totals.unfinished) == (0, 1, 1))
  }
}
