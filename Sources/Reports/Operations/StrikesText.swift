public import AgentHealth

/// Strikes for people on a terminal.
public struct StrikesText: Sendable {
  /// The whole text; every line ends with a new line.
  public let text: String

  /// Writes `report`.
  public init(_ report: StrikesReport) {
    let rows = report.rows.map { row in
      [
        Printable.line(row.target.description), Printable.line(row.containerInstance), Figures.count(row.record.count, "strike"),
        "since \(Figures.time(row.record.since))",
        report.clearedBy == nil ? "next sweep: \(Self.next(row))" : "",
      ]
    }
    let sum = "\(Figures.count(rows.count, "container instance")) with strikes in \(Printable.line(report.store))"
    let last = report.clearedBy.map { "cleared \(Figures.count(rows.count, "container instance")) as \(Printable.line($0))" } ?? sum
    text = (Table(rows).lines + (rows.isEmpty ? [] : [""]) + [last]).map { $0 + "\n" }.joined()
  }

  private static func next(_ row: StrikesReport.Row) -> String {
    guard let ruling = row.next else { return "not swept by this configuration" }
    return "\(ruling.verdict.rawValue), \(Printable.line(ruling.detail))"
  }
}
