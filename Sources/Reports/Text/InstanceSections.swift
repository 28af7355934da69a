import AgentHealth

/// The instances of a text report, a section for each target, in columns that are aligned over all of them.
struct InstanceSections {
  /// Each section's lines.
  private(set) var sections: [[String]] = []

  /// Rows in one section, and in all of them, unless every row is asked for.
  private static let (perTarget, inAll) = (10, 50)

  private let report: SweepReport
  private let paint: Paint
  private let errorLength: Int
  private let targets: [String: TargetReport]

  init(_ report: SweepReport, style: TextReport.Style, paint: Paint, errorLength: Int) {
    (self.report, self.paint, self.errorLength) = (report, paint, errorLength)
    targets = Dictionary(report.targets.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let stranded = Set(report.unfinished.filter(\.isStranded).map(\.ec2Instance))
    let worthy = report.instances.filter { row in
      style.isVerbose || !(Outcome(row) == .ignored || row.ruling.reason == .stranded && stranded.contains(row.ec2Instance))
    }
    let shown = style.isVerbose ? worthy : Self.chosen(worthy)
    let shownOf = Dictionary(grouping: shown, by: \.target)
    let countOf = Dictionary(worthy.map { ($0.target, 1) }, uniquingKeysWith: +)
    let groups = shownOf.sorted { $0.key < $1.key }.map { target, rows in
      (target: target, rows: rows.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element))
    }
    let flat = groups.flatMap(\.rows)
    let header = ["instance", "group", "strikes", "since", "verdict", "why"]
    let table = Table([header] + flat.map(cells), rightAligned: [2], styled: 4) { row, text in
      row == 0 ? text : paint(flat[row - 1].colour, text)
    }
    var lines = table.lines.dropFirst()
    for (target, rows) in groups {
      var section = [title(target), "  " + table.lines[0]]
      for (row, line) in zip(rows, lines) {
        section.append("  " + line)
        if !row.steps.isEmpty { section.append("      " + steps(row)) }
        if let tasks = row.taskList { section.append("      tasks: " + tasks) }
      }
      lines = lines.dropFirst(rows.count)
      let hidden = countOf[target, default: 0] - rows.count
      if hidden > 0 { section.append("  … and \(Figures.grouped(hidden)) more") }
      sections.append(section)
    }
    let elsewhere = countOf.filter { shownOf[$0.key] == nil }
    if !elsewhere.isEmpty {
      let hidden = Figures.grouped(elsewhere.values.reduce(0, +))
      sections.append(["… and \(hidden) more in \(Figures.count(elsewhere.count, "cluster")) (-v lists all)"])
    } else if shown.count < worthy.count {
      sections.append(["(-v lists all)"])
    }
  }

  /// The rows that need eyes first: everything that was acted on, then by outcome, a few of each target.
  private static func chosen(_ rows: [InstanceReport]) -> [InstanceReport] {
    var ofTarget: [Target: Int] = [:]
    var chosen: [InstanceReport] = []
    for outcome in Outcome.allCases {
      for row in rows where row.rank == outcome.rank {
        let isRoom = chosen.count < inAll && ofTarget[row.target, default: 0] < perTarget
        guard isRoom || !row.steps.isEmpty else { continue }
        ofTarget[row.target, default: 0] += 1
        chosen.append(row)
      }
    }
    return chosen
  }

  private func title(_ target: Target) -> String {
    let figures = targets[target.description]
      .map { ": \(Figures.grouped($0.disconnected)) of \(Figures.grouped($0.observed)) disconnected" }
    return Printable.line(target.description) + (figures ?? "")
  }

  private func cells(_ row: InstanceReport) -> [String] {
    [
      Printable.line(row.ec2Instance.isEmpty ? row.containerInstance : row.ec2Instance),
      Printable.line(row.group ?? "-"),
      "\(row.strikes)",
      row.disconnectedSince.map { Figures.time($0, on: report.startedAt) } ?? "-",
      Outcome(row).rawValue,
      Printable.line(row.ruling.why, atMost: errorLength),
    ]
  }

  private func steps(_ row: InstanceReport) -> String {
    row.steps.map { outcome in
      let time = Figures.time(outcome.at, on: report.startedAt)
      switch outcome.result {
      case .done: return "\(outcome.step.rawValue) \(time)"
      case .alreadyDone: return "\(outcome.step.rawValue) \(time) (was done)"
      case .failed(let why):
        return paint(.red, "\(outcome.step.rawValue) failed") + " \(time): \(Printable.line(why, atMost: errorLength))"
      }
    }.joined(separator: ", ")
  }
}

extension InstanceReport {
  fileprivate var rank: Int { Outcome(self).rank }

  fileprivate var colour: Paint.Colour? {
    switch Outcome(self) {
    case .failed, .begun: .red
    case .due, .held: .yellow
    case .replaced, .deregistered, .deferred, .striking, .recovered, .ignored: nil
    }
  }
}
