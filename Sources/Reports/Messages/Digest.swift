import AgentHealth

/// The parts of a digest, the gravest first: what is cut for want of room is what matters least.
struct Digest {
  struct Section {
    let title: String
    let lines: [String]
    /// How many instances or targets it is about.
    let count: Int
    /// What the subject counts, such as `held`; nil where the subject does not say it.
    let word: String?

    /// - Parameter count: nil means one for each line.
    init(_ title: String, _ lines: [String], word: String?, count: Int? = nil) {
      (self.title, self.lines, self.word, self.count) = (title, lines, word, count ?? lines.count)
    }
  }

  /// Only those that have something to tell.
  let sections: [Section]

  /// More instances of one cluster with the same reason than this are told in one line.
  private static let foldedAbove = 3

  init(_ report: SweepReport) {
    let by = Dictionary(grouping: report.instances, by: Outcome.init)
    func rows(_ outcome: Outcome) -> [InstanceReport] { by[outcome] ?? [] }
    let struck = rows(.striking).filter { $0.ruling.reason == .strikes }
    let deferred = rows(.deferred).filter { $0.ruling.reason != .countedElsewhere }
    let isActing = report.mode == .apply
    let all = [
      Section("The sweep failed", report.failures.map { Printable.line($0) }, word: "sweep failed"),
      Section("Terminated", rows(.replaced).map(Self.terminated), word: "terminated"),
      Section("Deregistered: only the registration was removed", rows(.deregistered).map(Self.deregistered), word: "deregistered"),
      Section("A step failed", rows(.failed).map(Self.failed), word: "failed"),
      Section("Begun, and not ended", rows(.begun).map { $0.history + "." }, word: "begun"),
      Section("Unfinished remediations", report.unfinished.map(Self.unfinished), word: "unfinished"),
      Section("Not seen, or only in part", report.notSeen.map(Self.notSeen), word: "not seen"),
      Section("Message not sent", [report.notification?.error].compactMap(\.self).map { Printable.line($0) }, word: nil),
      Section(isActing ? "Due, and not begun" : "Due: would be terminated", rows(.due).map(Self.ruled), word: "due"),
      Section(
        "Held: will not be terminated until the reason is gone", Self.folded(rows(.held)), word: "held", count: rows(.held).count),
      Section("Deferred: will be terminated when its turn comes", Self.folded(deferred), word: "deferred", count: deferred.count),
      Section("Left alone at the last look", rows(.recovered).map(Self.ruled), word: "recovered"),
      Section(
        isActing ? "Struck: will be terminated when strikes and time are reached" : "Struck", Self.folded(struck), word: "struck",
        count: struck.count),
    ]
    sections = all.filter { $0.count > 0 }
  }

  private static func terminated(_ row: InstanceReport) -> String {
    let at = row.steps.first { $0.step == .terminate }.map { " at \(Figures.time($0.at))" } ?? ""
    return "\(row.history). It has been terminated\(at)."
  }

  private static func deregistered(_ row: InstanceReport) -> String {
    let at = row.steps.last.map { " at \(Figures.time($0.at))" } ?? ""
    let tasks = row.taskList.map { " ECS took these tasks for running on it: \($0)." } ?? ""
    return "\(row.history). Its registration \(Printable.line(row.containerInstance)) was removed\(at): "
      + "\(Printable.line(row.ruling.detail)).\(tasks)"
  }

  private static func failed(_ row: InstanceReport) -> String {
    let steps = row.steps.map { outcome in
      switch outcome.result {
      case .done, .alreadyDone: "\(outcome.step.rawValue) done"
      case .failed(let why): "\(outcome.step.rawValue) failed at \(Figures.time(outcome.at)): \(Printable.line(why))"
      }
    }
    return "\(row.history). \(steps.joined(separator: ", "))."
  }

  private static func ruled(_ row: InstanceReport) -> String { "\(row.history). \(Printable.line(row.ruling.why))." }

  private static func unfinished(_ row: UnfinishedReport) -> String {
    let state = row.isStranded ? "stranded, connected again" : "begun and not ended"
    return Printable.line("Instance \(row.ec2Instance) in \(row.place) (\(row.tag)), \(state): \(row.detail)")
  }

  private static func notSeen(_ row: TargetReport) -> String {
    Printable.line("\(row.path), \(row.status.rawValue): \(row.error ?? "")")
  }

  /// A line for each row; one for many of the same cluster with the same reason.
  private static func folded(_ rows: [InstanceReport]) -> [String] {
    struct Kind: Hashable {
      let target: Target
      let ruling: Ruling
    }
    var order: [Kind] = []
    var alike: [Kind: [InstanceReport]] = [:]
    for row in rows {
      let kind = Kind(target: row.target, ruling: row.ruling)
      if alike[kind] == nil { order.append(kind) }
      alike[kind, default: []].append(row)
    }
    return order.flatMap { kind -> [String] in
      let rows = alike[kind] ?? []
      guard rows.count > foldedAbove else { return rows.map(ruled) }
      let named = rows.prefix(foldedAbove).map(\.ec2Instance).joined(separator: ", ")
      let target = kind.target
      return [
        Printable.line(
          "\(Figures.count(rows.count, "instance")) of cluster \(target.cluster) (\(target.account), \(target.region)): "
            + "\(named) and \(Figures.grouped(rows.count - foldedAbove)) more. \(kind.ruling.why).")
      ]
    }
  }
}
