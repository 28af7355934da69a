import AgentHealth
import WireFormats

/// The embedded metric format (Amazon CloudWatch user guide, "Embedded metric format specification"): log lines of which CloudWatch makes metrics.
extension SweepMetrics {
  /// The namespace of all metrics.
  public static let namespace = "ECSAgentMonitor"

  /// The lines, each a JSON object: one with everything that has no dimensions of its own, and one for each verdict and reason that there is.
  public var cloudWatchLines: [[UInt8]] {
    let figures = metrics.flatMap { metric in Self.figures(metric).map { (name: $0, unit: metric.unit, value: $1) } }
    let decisions = metrics.first { $0.name == "decisions" }?.samples ?? []
    return [line(figures, dimensions: [])]
      + decisions.map { line([(name: "Decisions", unit: .count, value: $0.value)], dimensions: $0.labels) }
  }

  /// Names and values; every verdict has its number, also those that nothing has: an alarm needs zeros.
  private static func figures(_ metric: Metric) -> [(String, Double)] {
    let name = camelCase(metric.name)
    switch metric.form {
    case .none: return []
    case .total: return [(name, metric.samples.reduce(0) { $0 + $1.value })]
    case .each:
      var values = metric.samples.compactMap { sample in sample.labels.first.map { ($0.value, sample.value) } }
      if metric.name == "decisions" { values += Verdict.allCases.filter { $0 != .healthy }.map { ($0.rawValue, 0) } }
      return Dictionary(values, uniquingKeysWith: +).sorted { $0.key < $1.key }.map { ("\(name)\(camelCase($0))", $1) }
    }
  }

  private func line(_ figures: [(name: String, unit: Unit, value: Double)], dimensions: [Label]) -> [UInt8] {
    let dimensions = (labels + dimensions).map { Label(name: Self.camelCase($0.name), value: $0.value) }
    var writer = JSONWriter()
    writer.object { line in
      line.object("_aws") { metadata in
        metadata.member("Timestamp", Int(at.milliseconds))
        metadata.array("CloudWatchMetrics") { directives in
          directives.object { directive in
            directive.member("Namespace", Self.namespace)
            directive.array("Dimensions") { sets in
              sets.array { set in for dimension in dimensions { set.string(dimension.name) } }
            }
            directive.array("Metrics") { metrics in
              for figure in figures {
                metrics.object { metric in
                  metric.member("Name", figure.name)
                  metric.member("Unit", figure.unit.rawValue)
                }
              }
            }
          }
        }
      }
      for dimension in dimensions { line.member(dimension.name, dimension.value) }
      line.member("sweep_id", sweepID)
      for figure in figures { line.member(figure.name, figure.value) }
    }
    return writer.bytes
  }

  /// `not_seen` as `NotSeen`.
  private static func camelCase(_ name: String) -> String {
    name.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }
}
