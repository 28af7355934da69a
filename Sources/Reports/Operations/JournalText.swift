public import AgentHealth

/// Open remediations for people on a terminal.
public struct JournalText: Sendable {
  /// The whole text; every line ends with a new line.
  public let text: String

  /// Writes `report`.
  public init(_ report: JournalReport) {
    let rows = report.rows.map { row in
      [
        Printable.line(row.target.description), Printable.line(row.ec2Instance), Printable.line(row.containerInstance),
        "at step \(row.step.rawValue)", "of sweep \(Printable.line(row.sweepID))",
        row.claimedUntil.map { "claimed until \(Figures.time($0))" } ?? "not claimed",
      ]
    }
    let count = Figures.count(rows.count, "open remediation")
    let sum = "\(count) in the journal of \(Printable.line(report.store)); a plan shows what AWS says"
    text = (Table(rows).lines + (rows.isEmpty ? [] : [""]) + [sum]).map { $0 + "\n" }.joined()
  }
}
