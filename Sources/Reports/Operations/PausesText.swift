public import AgentHealth

/// Pauses for people on a terminal.
public struct PausesText: Sendable {
  /// The whole text; every line ends with a new line.
  public let text: String

  /// Writes `report`.
  public init(_ report: PausesReport) {
    let lines = report.pauses.list.map { Self.line($0, change: report.change, by: report.by, now: report.now) }
    let unreadable = report.pauses.unreadable.map {
      "everything is paused: what is kept cannot be read (\(Printable.line($0))); resume --all removes it"
    }
    let nothing = report.change == .resumed ? "no pause was kept" : "nothing is paused"
    let forgiven = report.forgiven.map {
      "\(Printable.line($0)): its failed replacements are forgotten, as \(Printable.line(report.by ?? ""))"
    }
    let said = lines + forgiven + [unreadable].compactMap(\.self)
    text = ((said.isEmpty ? [nothing] : said) + report.warnings.map { "warning: \(Printable.line($0))" }).map { $0 + "\n" }.joined()
  }

  private static func line(_ pause: Pause, change: PausesReport.Change, by: String?, now: Timestamp) -> String {
    let (scope, reason) = (Printable.line(pause.scope.description), Printable.line(pause.reason))
    let whom = Printable.line(by ?? pause.by)
    switch change {
    case .paused: return "paused \(scope) until \(Figures.time(pause.until)) as \(whom): \(reason)"
    case .resumed:
      return "resumed \(scope) as \(whom); it was paused until \(Figures.time(pause.until)) by \(Printable.line(pause.by)): \(reason)"
    case .listed:
      let state = pause.isInForce(at: now) ? "is paused until" : "was paused until"
      return "\(scope) \(state) \(Figures.time(pause.until)) by \(whom), since \(Figures.time(pause.since)): \(reason)"
    }
  }
}
