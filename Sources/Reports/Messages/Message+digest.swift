public import AgentHealth

extension Message {
  /// What a sweep found and did, sent after it; nil where nothing is worth a message.
  ///
  /// Worth one are strikes, whatever is due, deferred or held, every step, what is unfinished or not seen, and failures of the sweep.
  /// What is ignored or within a grace is not. A plan sends nothing.
  public static func digest(_ report: SweepReport) -> Message? {
    let sections = Digest(report).sections
    guard report.mode != .plan, !sections.isEmpty else { return nil }
    let counts = sections.compactMap { section in section.word.map { "\(Figures.grouped(section.count)) \($0)" } }
    let sender = report.mode == .warn ? "ecs-agent-monitor (warn only)" : "ecs-agent-monitor"
    var lines = [
      "Sweep \(Printable.line(report.sweepID)), begun \(Figures.time(report.startedAt)), \(report.mode.rawValue): \(report.headline)."
    ]
    for section in sections {
      lines += ["", section.title]
      lines += section.lines.map { "- \($0)" }
    }
    return Message(
      subject: "\(sender): \(counts.isEmpty ? "message not sent" : counts.joined(separator: ", "))", lines: lines, pointer: report.pointer)
  }
}
