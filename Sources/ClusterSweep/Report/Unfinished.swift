import AWSServices
import AgentHealth

/// The instances that carry our remediation tag, as each account and Region was asked once.
struct TaggedInstances: Sendable {
  /// When they were asked for.
  var askedAt = Timestamp(milliseconds: 0)
  var byRegion: [RegionKey: [EC2Instance]] = [:]
  /// Accounts and Regions that could not be asked: nothing is remediated there.
  var unreadable: [RegionKey: String] = [:]

  /// EC2 instance IDs with our tag in one account and Region.
  func ids(_ key: RegionKey) -> Set<String> { Set(byRegion[key, default: []].map(\.id)) }

  /// Of these, those that live.
  func living(_ key: RegionKey) -> Set<String> {
    Set(byRegion[key, default: []].filter { !InstanceFacts($0).isTerminated }.map(\.id))
  }

  /// How many live, are in a group still, and in no picture, by the group's name in the budgets: they are registered nowhere that was looked.
  func unseen(in pictures: [Picture]) -> [String: Int] {
    let seen = Set(pictures.flatMap { picture in picture.cases.map { picture.target.budgetName($0.sighting.ec2Instance) } })
    var unseen: [String: Int] = [:]
    for (key, instances) in byRegion {
      let region = Target(account: key.account, region: key.region, cluster: "")
      for instance in instances where !InstanceFacts(instance).isTerminated && !seen.contains(region.budgetName(instance.id)) {
        if let group = instance.tags["aws:autoscaling:groupName"] { unseen[region.budgetGroup(group), default: 0] += 1 }
      }
    }
    return unseen
  }

  /// The names in the budgets of those that live.
  var budgetNames: Set<String> {
    Set(
      byRegion.keys.flatMap { key in
        let region = Target(account: key.account, region: key.region, cluster: "")
        return living(key).map(region.budgetName)
      })
  }
}

/// Rule 9: what was begun, by this sweep or an earlier one, and is not ended.
struct Unfinished {
  let installation: String

  func reports(tagged: TaggedInstances, instances: [InstanceReport]) -> [UnfinishedReport] {
    let rows = Dictionary(grouping: instances) { Key(RegionKey($0.target), $0.ec2Instance) }
    var reports: [UnfinishedReport] = []
    var told: Set<Key> = []
    for (region, found) in tagged.byRegion.sorted(by: { ($0.key.account, $0.key.region) < ($1.key.account, $1.key.region) }) {
      for instance in found.sorted(by: { $0.id < $1.id }) {
        let key = Key(region, instance.id)
        // Of two registrations the one that is still there: the other may have been removed by this sweep.
        let row = rows[key]?.first { !$0.isRemediated }
        let isEnded = InstanceFacts(instance).isTerminated || rows[key]?.contains(where: \.isEnding) == true
        if row == nil && isEnded { continue }
        told.insert(key)
        reports.append(report(key, tag: instance.tags[RemediationTag.key] ?? "", row: row, state: instance.state))
      }
    }
    for row in instances where row.did(.tag) && !row.isRemediated {
      let key = Key(RegionKey(row.target), row.ec2Instance)
      guard told.insert(key).inserted else { continue }
      reports.append(report(key, tag: "\(installation)/…", row: row, state: nil))
    }
    return reports
  }

  private struct Key: Hashable {
    let region: RegionKey
    let ec2Instance: String
    init(_ region: RegionKey, _ ec2Instance: String) {
      self.region = region
      self.ec2Instance = ec2Instance
    }
  }

  private func report(_ key: Key, tag: String, row: InstanceReport?, state: String?) -> UnfinishedReport {
    let isStranded = row?.ruling.reason == .stranded || row?.ruling.reason == .recovered
    return UnfinishedReport(
      account: key.region.account, region: key.region.region, cluster: row?.target.cluster, ec2Instance: key.ec2Instance, tag: tag,
      isStranded: isStranded, detail: isStranded ? strandedDetail(key, row: row) : detail(row, state: state))
  }

  /// A person decides: keep the instance (and put it back into its group) or end it.
  private func strandedDetail(_ key: Key, row: InstanceReport?) -> String {
    let group = row?.group.map { "it is in Auto Scaling group \($0)" } ?? "it is in no Auto Scaling group: attach it again or terminate it"
    return """
      \(row?.ruling.detail ?? ""); \(group); to keep it: \
      ecs-agent-monitor journal release \(key.ec2Instance)
      """
  }

  private static let orphaned = "no sweep knows its agent any more: terminate it, unless its group does"

  private func detail(_ row: InstanceReport?, state: String?) -> String {
    guard let row else {
      return "EC2 state \(state ?? "unknown"), and no swept cluster shows its registration: terminate it, unless its group is about to"
    }
    if let failed = row.steps.last(where: { !$0.succeeded }), case .failed(let why) = failed.result {
      let next = row.did(.deregister) ? Self.orphaned : "the next sweep goes on"
      return "step \(failed.step.rawValue) failed: \(why); \(next)"
    }
    let last = row.steps.last.map { "ended after step \($0.step.rawValue); " } ?? ""
    if row.did(.deregister), !row.isRemediated { return last + Self.orphaned }
    return "\(last)\(row.ruling.verdict.rawValue), \(row.ruling.reason.rawValue): \(row.ruling.detail)"
  }
}

extension InstanceReport {
  /// Whether this sweep ended its machine, or let its group end it.
  fileprivate var isEnding: Bool { did(.terminate) || isRemediated && steps.contains(where: \.step.isLeftToGroup) }

  fileprivate func did(_ step: Step) -> Bool { steps.contains { $0.step == step && $0.succeeded } }
}
