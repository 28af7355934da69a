public import AgentHealth

/// What became of one instance in one word: its verdict, or what was done after it. The order is what needs eyes first.
enum Outcome: String, CaseIterable, Comparable {
  /// A step failed.
  case failed
  /// Terminated and deregistered.
  case replaced
  /// Only its registration was removed.
  case deregistered
  /// Steps were done, and not all.
  case begun
  case due
  case held
  case deferred
  case striking
  /// Its agent reconnected, or it changed, just before the first step.
  case recovered
  case ignored

  init(_ row: InstanceReport) {
    if row.steps.contains(where: { !$0.succeeded }) {
      self = .failed
    } else if row.isRemediated {
      self = row.steps.map(\.step) == [.deregister] ? .deregistered : .replaced
    } else if !row.steps.isEmpty {
      self = .begun
    } else {
      switch row.ruling.verdict {
      case .healthy: self = .recovered
      case .striking: self = .striking
      case .due: self = .due
      case .deferred: self = .deferred
      case .held: self = .held
      case .ignored: self = .ignored
      }
    }
  }

  static func < (a: Outcome, b: Outcome) -> Bool { a.rank < b.rank }

  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension SweepReport {
  /// `1 replaced, 2 held`: instances by what became of them; empty where there are none.
  var outcomes: [String] {
    let counts = Dictionary(instances.map { (Outcome($0), 1) }, uniquingKeysWith: +)
    return Outcome.allCases.compactMap { outcome in counts[outcome].map { "\(Figures.grouped($0)) \(outcome.rawValue)" } }
  }

  /// Targets of which something is missing.
  var notSeen: [TargetReport] { targets.filter(\.isMissing) }

  /// Targets that were not to be read.
  var skipped: [TargetReport] { targets.filter { $0.status == .skipped } }

  /// `apply, shard 2/5: saw …`: the whole sweep in one line.
  public var summary: String { "\(mode.rawValue)\(shard.map { ", shard \($0)" } ?? ""): \(headline)" }

  /// `saw 1,200 instances in 12 clusters in 2.3s, 3 disconnected; 1 replaced, 2 held; 1 target not seen`.
  var headline: String {
    let clusters = targets.count { $0.status != .failed && $0.cluster != nil }
    let totals = totals
    let sight =
      clusters == 0
      ? "saw no cluster in \(Figures.took(duration))"
      : "saw \(Figures.count(totals.observed, "instance")) in \(Figures.count(clusters, "cluster")) in \(Figures.took(duration)), "
        + (totals.disconnected == 0 ? "all connected" : "\(Figures.grouped(totals.disconnected)) disconnected")
    let missed = notSeen.isEmpty ? [] : ["\(Figures.count(notSeen.count, "target")) not or only partly seen"]
    return ([sight] + (outcomes.isEmpty ? [] : [outcomes.joined(separator: ", ")]) + missed).joined(separator: "; ")
  }
}

extension Ruling {
  /// Reason and figures; the figures alone where they begin with the reason's own words.
  var why: String {
    switch reason {
    case .strikes, .disconnected: detail
    default: detail.isEmpty ? reason.rawValue : "\(reason.rawValue): \(detail)"
    }
  }
}

extension InstanceReport {
  /// The tasks that ECS took for running on a ghost: the first of them, and how many more; nil where there are none.
  var taskList: String? {
    guard !tasks.isEmpty else { return nil }
    let shown = tasks.prefix(10).map { Printable.line($0) }.joined(separator: ", ")
    return tasks.count > 10 ? "\(shown) and \(Figures.grouped(tasks.count - 10)) more" : shown
  }
}

extension UnfinishedReport {
  /// `account/region/cluster`, as far as it is known.
  var place: String { [account, region, cluster].compactMap(\.self).joined(separator: "/") }
}

extension TargetReport {
  /// `account/region/cluster`, as far as it is known.
  var path: String { [account, region, cluster].compactMap(\.self).joined(separator: "/") }
}
