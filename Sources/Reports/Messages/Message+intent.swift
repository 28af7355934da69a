public import AgentHealth

extension Message {
  /// What is about to be done, sent before the first step; nil where nothing is due or the sweep does not act. A ghost is not worth
  /// one: no machine ends with it.
  ///
  /// `report` is the sweep's report as it is after judging. A sweep that dies after this leaves a trace.
  public static func intent(_ report: SweepReport) -> Message? {
    let due = report.instances.filter { $0.ruling.verdict == .due && $0.ruling.reason != .ghost }
    guard report.mode == .apply, let first = due.first else { return nil }
    let subject =
      due.count == 1
      ? "ecs-agent-monitor: \(first.ec2Instance) in \(first.target.cluster) will be terminated"
      : "ecs-agent-monitor: \(Figures.grouped(due.count)) instances will be terminated"
    var lines = [
      "ecs-agent-monitor is about to terminate \(Figures.count(due.count, "ECS instance")) whose agent is disconnected.",
      "Sweep \(Printable.line(report.sweepID)), begun \(Figures.time(report.startedAt)).",
      "",
    ]
    lines += due.map { row in
      let end =
        row.ruling.reason == .unfinished
        ? "Its replacement was begun by an earlier sweep and will be finished now" : "It will be terminated now"
      return "- \(row.history). \(end)."
    }
    lines += [
      "",
      "Each gets a last look first: one whose agent has reconnected is left alone. Then it is taken out of its Auto Scaling group, which",
      "launches a replacement, terminated, and deregistered from its cluster. A second message tells what became of it.",
    ]
    let attributes = MessageAttribute.all(
      "intent", of: report, kinds: ["due"], places: due.map { ($0.target.account, $0.target.region) })
    return Message(subject: subject, lines: lines, attributes: attributes, pointer: report.pointer)
  }
}

extension InstanceReport {
  /// `Instance i-… of cluster web (account, Region, Auto Scaling group web) failed 2 checks since …`.
  var history: String {
    let group = group.map { ", Auto Scaling group \($0)" } ?? ""
    let checks = strikes > 0 ? " failed \(Figures.count(strikes, "check"))" : " is disconnected"
    let since = disconnectedSince.map { " since \(Figures.time($0))" } ?? ""
    return Printable.line("Instance \(ec2Instance) of cluster \(target.cluster) (\(target.account), \(target.region)\(group))") + checks
      + since
  }
}

extension SweepReport {
  /// Where the reader of a cut message finds the rest.
  var pointer: String { "see the report of sweep \(Printable.line(sweepID))" }
}
