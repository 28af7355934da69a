import AWSCore
import AgentHealth
import FailureStore

/// All that the stages found out and did, also where a signal or the deadline ended them early.
struct SweepResult: Sendable {
  /// The caller's own account; nil where its credentials are no good.
  var home: AWSAccount?
  var scope = Scope()
  var observations: [Observation] = []
  var instances: [InstanceReport] = []
  var tagged = TaggedInstances()
  var notification: NotificationReport?
  var failures: [String] = []
  var warnings: [String] = []
  var holds: [HoldReport] = []
  var findings: [RuleFinding] = []

  /// Notes why a store failed: each reason once, for however many targets and instances.
  mutating func storeFailed(_ reasons: [String], _ store: any StrikeStore) {
    failures += Set(reasons).sorted().map { "store \(store.name): \($0)" }
  }

  /// `blank` with everything filled in that is known; of instances only the one that is asked for, if one is.
  func report(_ blank: SweepReport, _ request: SweepRequest) -> SweepReport {
    func isMeant(_ ec2Instance: String) -> Bool { request.finishing == nil || request.finishing == ec2Instance }
    var report = blank
    report.shard = request.filter.shard
    report.targets = (scope.failed + observations.map(TargetReport.init)).sorted {
      ($0.account, $0.region ?? "", $0.cluster ?? "") < ($1.account, $1.region ?? "", $1.cluster ?? "")
    }
    report.fruitless = scope.fruitless
    report.instances = instances.filter { isMeant($0.ec2Instance) }
    report.holds = holds
    report.findings = findings
    report.failures = failures
    report.warnings = warnings
    report.notification = notification
    report.unfinished = Unfinished(installation: request.installation).reports(tagged: tagged, instances: instances)
      .filter { isMeant($0.ec2Instance) }
    return report
  }
}

extension SweepResult {
  /// How every target was read, by Region. An account that could not be entered is one in every Region.
  var readings: [String: [Reading]] {
    var readings: [String: [Reading]] = [:]
    for observation in observations {
      let (target, isBlank) = (observation.target, !observation.isRead)
      readings[target.region, default: []].append(Reading(account: target.account, gap: observation.gap, isBlank: isBlank))
    }
    for row in scope.failed where row.status == .failed {
      let reading = Reading(account: row.account, gap: row.cause, isBlank: true)
      for region in row.region.map({ [$0] }) ?? Array(readings.keys) { readings[region, default: []].append(reading) }
    }
    return readings
  }
}

extension APIReport {
  /// The figures that the client kept.
  init(_ statistics: APIStatistics) {
    self.init(
      requests: statistics.requests, retries: statistics.retries, throttled: statistics.throttled, connections: statistics.connections,
      byCategory: statistics.byCategory.mapValues {
        Category(
          requests: $0.requests, throttled: $0.throttled, waited: $0.waited, limitUsed: $0.limitUsed, limitUsedMost: $0.limitUsedMost)
      })
  }
}
