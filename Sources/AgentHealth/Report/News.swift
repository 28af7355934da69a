/// What of a sweep is new to people: all that changed since they were told last, and once a day what did not.
///
/// What was done is always news. What merely is (struck, deferred, held, due, unfinished, not seen) is told when it begins, when it changes, and when
/// it ends.
public struct News: Hashable, Sendable {
  /// Something that was told before and is so no more.
  public struct Ended: Hashable, Sendable {
    /// Where.
    public let place: Target
    /// The EC2 instance; nil where it was a target that could not be seen.
    public let ec2Instance: String?
    /// What was told: `held brake`, `striking strikes`, `unseen partial`.
    public let state: String
  }

  /// What is told again, though it did not change, after so long.
  public static let reminder: Duration = .seconds(86400)

  /// What was told and is over, in order.
  public private(set) var ended: [Ended] = []
  /// What to note once the message is sent; nil forgets.
  public private(set) var changes: [Target: [String: String?]] = [:]
  private var isNew: Set<Key> = []
  /// Whether everything is told, because nobody knows what was told before.
  private let isBlind: Bool

  private struct Key: Hashable {
    let target: Target
    let name: String
  }

  /// - Parameters:
  ///   - told: what was told of these targets before (``places(of:)``); nil where that is not known: then everything is news.
  ///   - now: when this message is sent.
  public init(_ report: SweepReport, told: [Target: [String: String]]?, now: Timestamp) {
    isBlind = told == nil
    var present: Set<Key> = []
    func note(_ target: Target, _ name: String, _ state: String, ec2Instance: String = "-") {
      let key = Key(target: target, name: name)
      present.insert(key)
      let before = told?[target]?[name].flatMap(Told.init)
      if let before, before.state == state, now - before.at < Self.reminder, now >= before.at { return }
      isNew.insert(key)
      changes[target, default: [:]][name] = Told(state: state, ec2Instance: ec2Instance, at: now).text
    }
    for row in report.instances {
      if row.isTold {
        note(
          row.target, row.containerInstance, "\(row.ruling.verdict.rawValue) \(row.ruling.reason.rawValue)", ec2Instance: row.ec2Instance)
      } else {
        let key = Key(target: row.target, name: row.containerInstance)
        present.insert(key)
        // Another sweep was here just now: what it saw is as it was.
        if row.ruling.reason == .countedElsewhere { continue }
        if told?[row.target]?[row.containerInstance] != nil { changes[row.target, default: [:]][row.containerInstance] = .some(nil) }
      }
    }
    for row in report.targets where row.isMissing { note(row.place, Told.sight, "unseen \(row.status.rawValue)") }
    for row in report.unfinished {
      note(row.place, row.ec2Instance, row.isStranded ? "unfinished stranded" : "unfinished begun", ec2Instance: row.ec2Instance)
    }

    let blind = Set(report.targets.filter(\.isMissing).map(\.place))
    for (target, told) in (told ?? [:]).sorted(by: { $0.key < $1.key }) {
      for (name, text) in told.sorted(by: { $0.key < $1.key }) where !present.contains(Key(target: target, name: name)) {
        // What nobody could see now may be as it was.
        if blind.contains(target) { continue }
        changes[target, default: [:]][name] = .some(nil)
        guard let before = Told(text) else { continue }
        ended.append(Ended(place: target, ec2Instance: before.ec2Instance == "-" ? nil : before.ec2Instance, state: before.state))
      }
    }
  }

  /// Of which targets it has to be known what was told before.
  public static func places(of report: SweepReport) -> [Target] {
    let seen = report.targets.map(\.place)
    let regions = report.targets.compactMap { row in row.region.map { Target(account: row.account, region: $0, cluster: anywhere) } }
    return Set(seen + regions + report.unfinished.map(\.place)).sorted()
  }

  /// Whether this row is told.
  public func tells(_ row: InstanceReport) -> Bool { isBlind || isNew.contains(Key(target: row.target, name: row.containerInstance)) }
  /// Whether this target is told.
  public func tells(_ row: TargetReport) -> Bool { isBlind || isNew.contains(Key(target: row.place, name: Told.sight)) }
  /// Whether this remediation is told.
  public func tells(_ row: UnfinishedReport) -> Bool { isBlind || isNew.contains(Key(target: row.place, name: row.ec2Instance)) }

  /// In place of a Region or cluster that is not known. No cluster is called that.
  fileprivate static let anywhere = "*"
}

/// What was told of one thing: `<state> <EC2 instance or -> <ms>`, as a store keeps it.
private struct Told {
  let state: String
  let ec2Instance: String
  let at: Timestamp

  /// The name under which it is kept that a target could not be seen.
  static let sight = "*"

  init(state: String, ec2Instance: String, at: Timestamp) { (self.state, self.ec2Instance, self.at) = (state, ec2Instance, at) }

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 4, let milliseconds = Int64(parts[3]), milliseconds >= 0 else { return nil }
    self.init(state: "\(parts[0]) \(parts[1])", ec2Instance: String(parts[2]), at: Timestamp(milliseconds: milliseconds))
  }

  var text: String { "\(state) \(ec2Instance) \(at.milliseconds)" }
}

extension InstanceReport {
  /// Whether people are told of its state. Steps are told for themselves, and what waits for a grace or is not ours to repair is not told.
  fileprivate var isTold: Bool {
    guard steps.isEmpty else { return false }
    switch ruling.verdict {
    case .striking: return ruling.reason == .strikes
    case .deferred: return ruling.reason != .countedElsewhere
    case .due, .held: return true
    case .healthy, .ignored: return false
    }
  }
}

extension TargetReport {
  fileprivate var place: Target {
    Target(account: account, region: region ?? News.anywhere, cluster: cluster ?? News.anywhere)
  }
}

extension UnfinishedReport {
  fileprivate var place: Target { Target(account: account, region: region, cluster: News.anywhere) }
}
