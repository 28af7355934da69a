public import AgentHealth

/// The doctor's findings for people on a terminal: one line each, with what to do.
public struct DoctorText: Sendable {
  /// The whole text; every line ends with a new line.
  public let text: String

  /// Writes `report`, in colour or without.
  public init(_ report: DoctorReport, colour: Bool = false) {
    let paint = Paint(isOn: colour)
    let rows = report.findings.map { finding in
      let place = [finding.account, finding.region].compactMap(\.self).joined(separator: " ")
      let what = finding.detail + (finding.advice.map { " → \($0)" } ?? "")
      return [finding.result.rawValue, Printable.line(finding.check), Printable.line(place.isEmpty ? "-" : place), Printable.line(what)]
    }
    let table = Table(rows, styled: 0) { row, cell in paint(Self.colour(of: report.findings[row].result), cell) }
    let totals = Finding.Result.allCases.map { "\(report.count($0)) \($0.rawValue)" }.joined(separator: ", ")
    text = (table.lines + ["", totals]).map { $0 + "\n" }.joined()
  }

  private static func colour(of result: Finding.Result) -> Paint.Colour? {
    switch result {
    case .ok, .untested: nil
    case .warning: .yellow
    case .failed: .red
    }
  }
}
