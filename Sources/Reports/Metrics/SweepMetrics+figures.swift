import AgentHealth

extension SweepMetrics {
  static func sight(_ report: SweepReport, at now: Timestamp) -> [Metric] {
    let totals = report.totals
    let missing = report.targets.count(where: \.isMissing)
    let longest = report.instances.lazy.filter { $0.ruling.verdict != .healthy }.compactMap(\.disconnectedSince).min()
    return [
      metric(
        "instances", "Instances that count for the brake, by whether their agent is connected", .each, "state",
        [("connected", totals.observed - totals.disconnected), ("disconnected", totals.disconnected)]),
      Metric(
        name: "longest_disconnected", unit: .seconds, help: "How long the longest disconnected instance has been so, by its strikes",
        form: .total, samples: [Sample(labels: [], value: longest.map { Double((now - $0).milliseconds) / 1000 } ?? 0)]),
      metric(
        "targets", "Accounts, Regions and clusters by whether they were seen completely", .each, "state",
        [("seen", report.targets.count { $0.status == .ok }), ("not_seen", missing)]),
    ]
  }

  static func decisions(_ report: SweepReport) -> [Metric] {
    let pairs = Dictionary(report.instances.map { ([$0.ruling.verdict.rawValue, $0.ruling.reason.rawValue], 1) }, uniquingKeysWith: +)
    let rules = Dictionary(report.holds.map { ($0.rule, 1) }, uniquingKeysWith: +)
    let decisions = pairs.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { pair, count in
      Sample(labels: [Label(name: "verdict", value: pair[0]), Label(name: "reason", value: pair[1])], value: Double(count))
    }
    return [
      Metric(
        name: "decisions", unit: .count, help: "Instances that are not healthy, by verdict and reason", form: .each, samples: decisions),
      metric(
        "holds", "Clusters, groups, zones and Regions in which nothing is remediated, by the rule that holds them", .total, "rule",
        HoldReport.Rule.allCases.map { ($0.rawValue, rules[$0] ?? 0) }),
    ]
  }

  static func deeds(_ report: SweepReport) -> [Metric] {
    let results = report.instances.flatMap(\.steps).map { step in
      switch step.result {
      case .done: "done"
      case .alreadyDone: "already_done"
      case .failed: "failed"
      }
    }
    let stranded = report.unfinished.count(where: \.isStranded)
    return [
      metric(
        "steps", "Steps of remediations by their result", .each, "result",
        ["done", "already_done", "failed"].map { name in (name, results.count { $0 == name }) }),
      metric(
        "remediations", "Remediations by what became of them", .each, "state",
        [("done", report.totals.remediated), ("unfinished", report.unfinished.count - stranded), ("stranded", stranded)]),
    ]
  }

  static func cost(_ report: SweepReport, _ isSuccess: Bool) -> [Metric] {
    [
      metric("requests", "Requests sent to AWS, retries included", .total, nil, [("", report.api.requests)]),
      metric("throttled", "Answers of AWS that said slow down", .total, nil, [("", report.api.throttled)]),
      Metric(
        name: "duration", unit: .seconds, help: "How long the sweep took", form: .total,
        samples: [Sample(labels: [], value: Double(report.duration.milliseconds) / 1000)]),
      metric("success", "1 where the sweep did what it was to do, else 0", .total, nil, [("", isSuccess ? 1 : 0)]),
    ]
  }

  private static func metric(
    _ name: String, _ help: String, _ form: Form, _ label: String?, _ counts: [(String, Int)]
  ) -> Metric {
    let samples = counts.map { value, count in
      Sample(labels: label.map { [Label(name: $0, value: value)] } ?? [], value: Double(count))
    }
    return Metric(name: name, unit: .count, help: help, form: form, samples: samples)
  }
}
