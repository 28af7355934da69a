public import AgentHealth

extension Message {
  /// What a sweep found and did, sent after it; nil where nothing is worth a message.
  ///
  /// Worth one are strikes, whatever is due, deferred or held, every step, what is unfinished or not seen, and failures of the sweep.
  /// What is ignored or within a grace is not, nor what was told before and did not change. A plan sends nothing.
  public static func digest(_ report: SweepReport, _ news: News) -> Message? {
    let digest = Digest(report, news)
    let sections = digest.sections
    guard report.mode != .plan, !sections.isEmpty else { return nil }
    let counts = sections.compactMap { section in section.word.map { "\(Figures.grouped(section.count)) \($0)" } }
    let sender = report.mode == .warn ? "ecs-agent-monitor (warn only)" : "ecs-agent-monitor"
    var lines = [
      "Sweep \(Printable.line(report.sweepID)), begun \(Figures.time(report.startedAt)), \(report.summary)."
    ]
    for section in sections {
      lines += ["", section.title]
      lines += section.lines.map { "- \($0)" }
    }
    if !digest.unchanged.isEmpty {
      let counts = digest.unchanged.map { "\(Figures.grouped($0.count)) \($0.word)" }.joined(separator: ", ")
      lines += ["", "Unchanged since earlier messages: \(counts)."]
    }
    return Message(
      subject: "\(sender): \(counts.isEmpty ? "message not sent" : counts.joined(separator: ", "))", lines: lines,
      attributes: MessageAttribute.all("digest", of: report, kinds: sections.compactMap(\.word), places: digest.places),
      pointer: report.pointer)
  }
}
