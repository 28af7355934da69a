import AgentHealth
import Reports

/// 2026-11-23T03:04:05.250Z.
let start = Timestamp(milliseconds: 1_795_403_045_250)
let web = Target(account: "111122223333", region: "eu-west-1", cluster: "web")
let batch = Target(account: "111122223333", region: "us-east-1", cluster: "batch")

func instance(
  _ number: Int, of target: Target = web, group: String? = "web-asg", strikes: Int = 2, age: Duration? = .seconds(600), _ ruling: Ruling,
  steps: [StepOutcome] = []
) -> InstanceReport {
  let digits = String(number)
  let id = String(repeating: "0", count: 8 - digits.count) + digits
  var report = InstanceReport(
    target: target, containerInstance: "ci-\(digits)", ec2Instance: "i-\(id)", group: group, strikes: strikes,
    disconnectedSince: age.map { start - $0 }, ruling: ruling, steps: steps)
  report.isRemediated = steps.last?.step == .deregister && steps.allSatisfy(\.succeeded)
  return report
}

/// Of a remediation by the default method.
let allSteps = RemediationMethod.detach.steps(isWaitedFor: false)

/// `steps` one second after another, the last of them with `result`.
func outcomes(_ steps: [Step], last result: StepOutcome.Result = .done) -> [StepOutcome] {
  steps.enumerated().map { index, step in
    StepOutcome(step: step, result: index == steps.count - 1 ? result : .done, at: start + .seconds(index + 1))
  }
}

extension Message {
  /// The digest where nothing was told before.
  static func digest(_ report: SweepReport) -> Message? { digest(report, News(report, told: nil, now: start)) }
}

let brakeDetail = "3 of 10 disconnected in the cluster, 2 allowed (max_disconnected 20%)"

/// A bad day: something of everything.
let badDay = SweepReport(
  sweepID: "20261123T030405Z-1a2b", mode: .apply, startedAt: start, duration: .milliseconds(2345),
  targets: [
    TargetReport(
      account: "111122223333", region: "eu-west-1", cluster: "web", status: .ok, scan: .filtered, observed: 1200, disconnected: 4),
    TargetReport(account: "111122223333", region: "us-east-1", cluster: "batch", status: .ok, scan: .full, observed: 10, disconnected: 3),
    TargetReport(
      account: "111122223333", region: "us-east-1", cluster: "etl", status: .partial, scan: .full, observed: 100, disconnected: 1,
      error: "page 2 of the list: ThrottlingException after 6 attempts"),
    TargetReport(
      account: "staging", region: nil, cluster: nil, status: .failed, error: "AssumeRole: AccessDenied\nUser is not\u{1B}[31m allowed"),
  ],
  instances: [
    instance(1, Ruling(.due, .disconnected, "strike 2 of 2, disconnected for 10m of 10m"), steps: outcomes(allSteps)),
    instance(
      2, Ruling(.due, .disconnected, "strike 3 of 2, disconnected for 1d of 10m"),
      steps: outcomes([.tag, .detach], last: .failed("UnauthorizedOperation: not you"))),
    instance(3, strikes: 1, age: .zero, Ruling(.striking, .strikes, "strike 1 of 2, disconnected for 0s of 10m")),
    instance(4, group: nil, strikes: 0, age: nil, Ruling(.ignored, .notRunning, "EC2 state stopped")),
    instance(5, of: batch, group: "batch-asg", age: .seconds(86400), Ruling(.held, .brake, brakeDetail)),
    instance(6, of: batch, group: "batch-asg", Ruling(.held, .brake, brakeDetail)),
    instance(7, of: batch, group: "batch-asg", Ruling(.deferred, .perCluster, "1 open in the cluster already (per_cluster 1)")),
  ],
  holds: [
    HoldReport(
      .cluster(batch), rule: .brake, figures: BrakeFigures(observed: 10, disconnected: 3), allowed: 2, limit: .share(percent: 20),
      detail: brakeDetail, hold: Hold(heldAt: start - .seconds(600))),
    HoldReport(
      .zone(region: "us-east-1", id: "use1-az1"), rule: .cooldown, figures: BrakeFigures(observed: 40, disconnected: 1), allowed: 8,
      limit: .share(percent: 20), detail: "1 of 40 disconnected in zone use1-az1 of us-east-1 over all accounts, 8 allowed",
      hold: Hold(heldAt: start - .seconds(600), releasedAt: start)),
  ],
  unfinished: [
    UnfinishedReport(
      account: "111122223333", region: "eu-west-1", cluster: "web", ec2Instance: "i-00000002", tag: "prod/20261123T030405Z-1a2b",
      isStranded: false, detail: "detach failed; the next sweep goes on, or: aws ec2 terminate-instances --instance-ids i-00000002"),
    UnfinishedReport(
      account: "111122223333", region: "us-east-1", cluster: nil, ec2Instance: "i-00000009", tag: "prod/old", isStranded: true,
      detail: "its agent is connected; to keep it: aws ec2 delete-tags --resources i-00000009"),
  ],
  warnings: ["the local clock is 75s behind AWS's"],
  notification: NotificationReport(topic: "arn:aws:sns:us-east-1:111122223333:ecs-agents", sent: 1, error: "NotFound"),
  api: APIReport(
    requests: 1412, retries: 3, throttled: 2, connections: 16,
    byCategory: [
      "ecs:cluster-resource-read": .init(
        requests: 1400, throttled: 2, waited: .milliseconds(1500), limitUsed: 0.123456, limitUsedMost: 0.5),
      "ec2:read": .init(requests: 12, limitUsed: 0.00123, limitUsedMost: 0.012),
    ]))

/// Nothing wrong in twelve instances.
let goodDay = SweepReport(
  sweepID: "s-1", mode: .apply, startedAt: start, duration: .milliseconds(450),
  targets: [TargetReport(account: "111122223333", region: "eu-west-1", cluster: "web", status: .ok, observed: 12)],
  api: APIReport(requests: 5, connections: 3))

extension SweepReport {
  /// This report with some of it changed.
  func with(_ change: (inout SweepReport) -> Void) -> SweepReport {
    var report = self
    change(&report)
    return report
  }
}
