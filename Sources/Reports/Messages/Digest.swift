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

  /// What was told before and is so still: how many of what.
  let unchanged: [(count: Int, word: String)]
  /// Which accounts and Regions it is about.
  let places: [(account: String, region: String?)]

  init(_ report: SweepReport, _ news: News) {
    let by = Dictionary(grouping: report.instances, by: Outcome.init)
    func rows(_ outcome: Outcome) -> [InstanceReport] { by[outcome] ?? [] }
    var unchanged: [(Int, String)] = []
    func new<Row>(_ rows: [Row], _ word: String, _ tells: (Row) -> Bool) -> [Row] {
      let told = rows.filter(tells)
      if told.count < rows.count { unchanged.append((rows.count - told.count, word)) }
      return told
    }
    let due = new(rows(.due), "due", news.tells)
    let held = new(rows(.held), "held", news.tells)
    let deferred = new(rows(.deferred).filter { $0.ruling.reason != .countedElsewhere }, "deferred", news.tells)
    let struck = new(rows(.striking).filter { $0.ruling.reason == .strikes }, "struck", news.tells)
    let unfinished = new(report.unfinished, "unfinished", news.tells)
    let notSeen = new(report.notSeen, "not seen", news.tells)
    let (brakes, released) = (report.holds.filter { $0.change == .held }, report.holds.filter { $0.change == .released })
    let isActing = report.mode == .apply
    let all = [
      Section("The sweep failed", report.failures.map { Printable.line($0) }, word: "sweep failed"),
      Section("Terminated", rows(.replaced).map(Self.terminated), word: "terminated"),
      Section("Deregistered: only the registration was removed", rows(.deregistered).map(Self.deregistered), word: "deregistered"),
      Section("A step failed", rows(.failed).map(Self.failed), word: "failed"),
      Section("Begun, and not ended", rows(.begun).map { $0.history + "." }, word: "begun"),
      Section("Unfinished remediations", unfinished.map(Self.unfinished), word: "unfinished"),
      Section("Not seen, or only in part", notSeen.map(Self.notSeen), word: "not seen"),
      Section("Message not sent", [report.notification?.error].compactMap(\.self).map { Printable.line($0) }, word: nil),
      Section(isActing ? "Due, and not begun" : "Due: would be terminated", due.map(Self.ruled), word: "due"),
      Section(
        "Held: will not be terminated until the reason is gone", Self.folded(held), word: "held", count: held.count),
      Section("Deferred: will be terminated when its turn comes", Self.folded(deferred), word: "deferred", count: deferred.count),
      Section("Brakes that hold from now on: nothing is terminated there", brakes.map(Self.hold), word: "brake holds"),
      Section("Brakes released", released.map(Self.hold), word: "brake released"),
      Section("Left alone at the last look", rows(.recovered).map(Self.ruled), word: "recovered"),
      Section(
        isActing ? "Struck: will be terminated when strikes and time are reached" : "Struck", Self.folded(struck), word: "struck",
        count: struck.count),
      Section("No longer so", news.ended.map(Self.ended), word: "well again or gone"),
    ]
    sections = all.filter { $0.count > 0 }
    self.unchanged = unchanged
    let instances = report.instances.filter { !$0.steps.isEmpty || news.tells($0) }
    places =
      instances.map { ($0.target.account, $0.target.region) } + notSeen.map { ($0.account, $0.region) }
      + unfinished.map { ($0.account, $0.region) } + news.ended.map { ($0.place.account, $0.place.region == "*" ? nil : $0.place.region) }
  }

  private static func terminated(_ row: InstanceReport) -> String {
    let end = row.steps.first { $0.step == .terminate || $0.step.isLeftToGroup }
    let at = end.map { " at \(Figures.time($0.at))" } ?? ""
    let how = end?.step.isLeftToGroup == true ? "Its Auto Scaling group was told to replace it" : "It has been terminated"
    return "\(row.history). \(how)\(at)."
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

  private static func hold(_ hold: HoldReport) -> String {
    let end = hold.change == .held ? "Ends with \(hold.release)" : "What went out with it counts from the end of the cooldown"
    return Printable.line("\(hold.place): \(hold.detail). \(end).")
  }

  /// What was `held brake` before, and is disconnected no more.
  private static func ended(_ ended: News.Ended) -> String {
    let (place, state) = (ended.place, ended.state.split(separator: " ").joined(separator: ", "))
    let region = place.region == "*" ? place.account : "\(place.account), \(place.region)"
    let cluster = place.cluster == "*" ? region : "cluster \(place.cluster) (\(region))"
    guard let instance = ended.ec2Instance else { return Printable.line("\(cluster) is seen again.") }
    return Printable.line("Instance \(instance) of \(cluster): connected again, or gone (was \(state)).")
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
