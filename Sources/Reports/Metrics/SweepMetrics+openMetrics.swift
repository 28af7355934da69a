public import AgentHealth

/// The text format of OpenMetrics 1.0 (github.com/prometheus/OpenMetrics), as a file for the textfile collector of Prometheus' node_exporter.
extension SweepMetrics {
  private static let prefix = "ecs_agent_monitor_"
  private static let lastSuccess = "last_success_timestamp"

  /// The whole text.
  /// - Parameter lastSuccess: when the last sweep before this one succeeded; nil where nobody knows.
  public func openMetrics(lastSuccess: Timestamp?) -> String {
    var times = [("last_sweep_timestamp", "When the last sweep ended", at)]
    if let success = isSuccess ? at : lastSuccess { times.append((Self.lastSuccess, "When the last sweep ended that succeeded", success)) }
    let moments = times.map { name, help, time in
      Metric(name: name, unit: .seconds, help: help, form: .none, samples: [Sample(labels: [], value: time.seconds)])
    }
    return (metrics + moments).map(family).joined() + "# EOF\n"
  }

  /// When the last sweep succeeded, by an earlier text; nil where it does not say.
  public static func lastSuccess(in text: String) -> Timestamp? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(prefix)\(lastSuccess)_seconds{") }
    return line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }.map { Timestamp(seconds: $0) }
  }

  /// All are gauges: the numbers of one sweep, which the next replaces.
  private func family(_ metric: Metric) -> String {
    let name = Self.prefix + metric.name + (metric.unit == .seconds ? "_seconds" : "")
    var lines = ["# TYPE \(name) gauge"]
    if metric.unit == .seconds { lines.append("# UNIT \(name) seconds") }
    lines.append("# HELP \(name) \(Self.escaped(metric.help))")
    lines += metric.samples.map { sample in
      let labels = (labels + sample.labels).map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
      return "\(name){\(labels)} \(Self.number(sample.value))"
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
