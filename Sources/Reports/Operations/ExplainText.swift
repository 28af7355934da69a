public import AgentHealth

/// An explained instance for people on a terminal.
public struct ExplainText: Sendable {
  /// The whole text; every line ends with a new line.
  public let text: String

  /// Writes `report`.
  public init(_ report: ExplainReport) {
    let clusters = report.registeredIn.map(\.description).joined(separator: ", ")
    var lines = [Printable.line("\(report.ec2Instance), registered in \(clusters)"), ""]
    if report.findings.isEmpty {
      lines.append("Its agent is connected, and we have begun nothing: no rule has anything to say.")
    } else {
      let decided = report.findings.firstIndex { $0.ruling != nil }
      let rows = report.findings.enumerated().map { index, finding in
        let mark = index == decided ? "=>" : finding.ruling == nil ? "ok" : "also"
        return [mark, finding.rule, Printable.line(finding.ruling.map { "\($0.verdict.rawValue): \($0.detail)" } ?? finding.facts)]
      }
      lines += Table(rows).lines
    }
    if let row = report.row {
      lines += [
        "", "A sweep would say: " + Printable.line("\(row.ruling.verdict.rawValue), \(row.ruling.reason.rawValue): \(row.ruling.detail)"),
      ]
    }
    lines += report.plan.notSeen.map { Printable.line("not seen: \($0.path): \($0.error ?? "")") }
    lines += report.plan.warnings.map { "warning: \(Printable.line($0))" }
    text = lines.map { $0 + "\n" }.joined()
  }
}
