import AgentHealth

extension SweepReport {
  /// The last line: what follows from this report, the gravest first.
  var nextStep: String {
    if let interruption { return "Ended by signal \(interruption): this is what was done until then." }
    if !failures.isEmpty { return "The sweep could not do its work: mend what failed above and sweep again." }
    let due = instances.count { $0.ruling.verdict == .due && $0.steps.isEmpty }
    switch mode {
    case .plan:
      return due > 0
        ? "Nothing was changed: --apply acts on \(Figures.count(due, "instance"))." : "Nothing was changed: --apply counts and acts."
    case .warn:
      return due > 0 ? "Nothing was replaced: --apply acts on \(Figures.count(due, "instance"))." : "Nothing was replaced: --apply acts."
    case .apply: return afterApply(due: due)
    }
  }

  private func afterApply(due: Int) -> String {
    if unfinished.contains(where: \.isStranded) || instances.contains(where: { $0.ruling.reason == .stranded }) {
      return "Somebody must decide about what is stranded; it is never terminated by itself."
    }
    let isFailed = instances.contains { Outcome($0) == .failed }
    if isFailed || !unfinished.isEmpty { return "The next sweep goes on with what is unfinished; look at what failed." }
    if !notSeen.isEmpty { return "Nothing is done where not all was seen: mend access there and sweep again." }
    if instances.contains(where: { $0.ruling.verdict == .held }) {
      return "What is held stays as it is until its reason is gone: look there."
    }
    let waiting = due + instances.count { $0.ruling.verdict == .striking || $0.ruling.verdict == .deferred }
    if waiting > 0 { return "Nothing for you to do: the next sweep goes on with \(Figures.count(waiting, "instance"))." }
    return "Nothing for you to do."
  }
}
